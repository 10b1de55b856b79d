import { expect, test } from "vitest";
import { acquired, errorRatesAt, falseMatchesAt, falseMatchesWithin, missedAt, scoresOf, thresholdFor } from "./scores.ts";

test("a threshold lets at most so many non-mated pairs pass, and is the lowest that does", () => {
  const some = scoresOf([0.9], [0.1, 0.5, 0.3, 0.7]);
  for (const most of [0, 1, 2, 3]) {
    const threshold = thresholdFor(some, most);
    expect(falseMatchesAt(some, threshold)).toBe(most);
    expect(falseMatchesAt(some, threshold - 2e-5)).toBe(most + 1);
  }
});

test.each([
  [3e-4, 10_000, 3],
  [1e-3, 3000, 3],
  [1e-3, 2999, 2],
])("a rate of %f of %i pairs are %i", (rate, pairs, allowed) => {
  expect(falseMatchesWithin(rate, pairs)).toBe(allowed);
});

test("a mated pair below the threshold is missed, one at it is not", () => {
  const some = scoresOf([0.2, 0.6, 0.8], []);
  expect([0.1, 0.2, 0.3, 0.8, 0.9].map((threshold) => missedAt(some, threshold))).toEqual([0, 0, 1, 2, 3]);
});

test("a failure passes at no threshold, and can be left out", () => {
  const some = scoresOf([0.5, -Infinity], [-Infinity, 0.2, 0.7]);
  expect(errorRatesAt(some, -1)).toEqual({ fmr: 2 / 3, fnmr: 1 / 2 });
  expect(errorRatesAt(acquired(some), -1)).toEqual({ fmr: 1, fnmr: 0 });
});
