import { describe, expect, test } from "vitest";
import { defaultPolicy, planShortcut } from "./plan.ts";

describe("a short cut is planned", () => {
  // A scan that reads 10 GB/s of bytes.
  const secondsFor = (size: number) => size * 12.8e-9;

  test.each([1, 1_000, 100_000, 1_000_000])("not for %d, which are searched in less than anybody minds", (size) => {
    expect(planShortcut(size, secondsFor(size), defaultPolicy)).toBeUndefined();
  });

  test("where the exact search takes long, with about four times the root of all as lists", () => {
    expect(planShortcut(10_000_000, secondsFor(10_000_000), defaultPolicy)).toEqual({
      factory: "IVF16384,SQ8",
      lists: 16_384,
      sample: 64 * 16_384,
    });
  });

  test("not where it would gain little, however long the search takes", () => {
    expect(planShortcut(500, 10, defaultPolicy)).toBeUndefined();
    expect(planShortcut(10_000_000, 10, { ...defaultPolicy, gain: 1_000 })).toBeUndefined();
  });

  test("to be trained on no more than there is", () => {
    const plan = planShortcut(100_000, 1, { ...defaultPolicy, gain: 1 })!;
    expect(plan.sample).toBeLessThanOrEqual(100_000);
  });
});
