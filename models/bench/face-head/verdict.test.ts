import { expect, test } from "vitest";
import type { Compared } from "./differences.ts";
import { verdictOf } from "./verdict.ts";

/** Of differences with these intervals. */
function of(eer: readonly [number, number], tar: readonly [number, number]): Compared {
  const both = (interval: readonly [number, number]) => {
    const more = { value: (interval[0] + interval[1]) / 2, interval };
    return { own: more, more };
  };
  return { eer: both(eer), tar: both(tar) };
}

test("an interval that touches zero shows nothing", () => {
  expect(verdictOf(of([-0.01, 0], [0, 0.01]))).toBe("no difference shown");
  expect(verdictOf(of([0, 0], [0, 0]))).toBe("no difference shown");
});

test("fewer errors or more accepted is better, the other way round is worse", () => {
  expect(verdictOf(of([-0.02, -0.01], [-0.01, 0.01]))).toBe("better");
  expect(verdictOf(of([-0.01, 0.01], [0.01, 0.02]))).toBe("better");
  expect(verdictOf(of([0.01, 0.02], [-0.01, 0.01]))).toBe("worse");
  expect(verdictOf(of([-0.01, 0.01], [-0.02, -0.01]))).toBe("worse");
});

test("better in one and worse in the other is not better", () => {
  expect(verdictOf(of([-0.02, -0.01], [-0.02, -0.01]))).toBe("worse");
});
