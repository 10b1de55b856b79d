import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { whenSteady } from "./steady.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function listen() {
  const said: string[] = [];
  return { said, speech: whenSteady<string>(700, (value) => said.push(value)) };
}

test("what changes before the time is over is not said", () => {
  const { said, speech } = listen();
  speech.say("closer");
  vi.advanceTimersByTime(600);
  speech.say("light");
  vi.advanceTimersByTime(699);
  expect(said).toEqual([]);
  speech.say("light");
  vi.advanceTimersByTime(1);
  expect(said).toEqual(["light"]);
});

test("of what keeps changing only the last is said, once", () => {
  const { said, speech } = listen();
  for (const value of ["closer", "light", "closer", "light", "light"]) {
    speech.say(value);
    vi.advanceTimersByTime(500);
  }
  vi.advanceTimersByTime(2000);
  expect(said).toEqual(["light"]);
});

test("nothing is said twice in a row, though it was something else for a moment", () => {
  const { said, speech } = listen();
  for (const value of ["closer", "light", "closer"]) {
    speech.say(value);
    vi.advanceTimersByTime(value === "light" ? 100 : 700);
  }
  expect(said).toEqual(["closer"]);
});

test("an event is said at once, and what waited is not", () => {
  const { said, speech } = listen();
  speech.say("closer");
  speech.sayAtOnce("taken");
  vi.advanceTimersByTime(2000);
  expect(said).toEqual(["taken"]);
});

test("after the end nothing is said", () => {
  const { said, speech } = listen();
  speech.say("closer");
  speech.stop();
  vi.advanceTimersByTime(2000);
  expect(said).toEqual([]);
});
