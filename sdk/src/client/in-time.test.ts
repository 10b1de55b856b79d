import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { inTime } from "./in-time.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const never = () => new Promise<never>(() => {});
/** What has come of it by then, if anything has. */
function watched(work: Promise<unknown>) {
  const now: { come?: unknown } = {};
  work.then(
    (value) => (now.come = value),
    (error: unknown) => (now.come = error),
  );
  return now;
}
const late = expect.objectContaining({ code: "unreachable", message: "no answer in 100 ms" });

test("what comes in time is given, and leaves no timer behind", async () => {
  expect(await inTime(Promise.resolve(7), 100, new AbortController().signal)).toBe(7);
  await expect(inTime(Promise.reject(new Error("bad")), 100, undefined)).rejects.toThrow("bad");
  expect(vi.getTimerCount()).toBe(0);
});

test("what is due and does not come is unreachable", async () => {
  const now = watched(inTime(never(), 100, undefined));
  await vi.advanceTimersByTimeAsync(99);
  expect(now).toEqual({});
  await vi.advanceTimersByTimeAsync(1);
  expect(now.come).toEqual(late);
});

test("what is not due is waited for, and has all of its time once it is", async () => {
  let isDue = false;
  const now = watched(inTime(never(), 100, undefined, () => isDue));
  await vi.advanceTimersByTimeAsync(1_099);
  isDue = true;
  await vi.advanceTimersByTimeAsync(99);
  expect(now).toEqual({});
  await vi.advanceTimersByTimeAsync(101);
  expect(now.come).toEqual(late);
});

test("whoever stops gets their reason at once", async () => {
  const stop = new AbortController();
  const now = watched(inTime(never(), 100, stop.signal));
  stop.abort("enough");
  await vi.advanceTimersByTimeAsync(0);
  expect(now.come).toBe("enough");
  await expect(inTime(never(), 100, stop.signal)).rejects.toBe("enough");
  expect(vi.getTimerCount()).toBe(0);
});
