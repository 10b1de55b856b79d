import { expect, test } from "vitest";
import { median, quantile, slope } from "./statistics.ts";

test("quantiles lie between the values at both sides", () => {
  expect(median([9, 1, 5])).toBe(5);
  expect(median([4, 1, 3, 2])).toBe(2.5);
  expect(quantile([0, 10, 20, 30, 40], 0.25)).toBe(10);
  expect(quantile([0, 10], 0.975)).toBeCloseTo(9.75);
});

test("the slope is that of the least-squares line", () => {
  expect(slope([[0, 1], [1, 3], [2, 5]])).toBe(2);
  // By hand: means 1 and 2, (-1)(-2) + 0 + (1)(1) over 2.
  expect(slope([[0, 0], [1, 3], [2, 3]])).toBe(1.5);
});
