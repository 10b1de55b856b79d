import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { whenSteady } from "./steady.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test("words that keep changing are not passed on; the last ones are, once", () => {
  const passed: string[] = [];
  const speak = whenSteady(500, (words) => passed.push(words));
  for (const words of ["a", "b", "a", "b", "b"]) {
    speak(words);
    vi.advanceTimersByTime(300);
  }
  vi.advanceTimersByTime(1000);
  expect(passed).toEqual(["b"]);
});

test("what was said is not said again after a flicker", () => {
  const passed: string[] = [];
  const speak = whenSteady(500, (words) => passed.push(words));
  speak("a");
  vi.advanceTimersByTime(600);
  speak("b");
  vi.advanceTimersByTime(100);
  speak("a");
  vi.advanceTimersByTime(600);
  expect(passed).toEqual(["a"]);
});
