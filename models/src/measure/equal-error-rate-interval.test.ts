import { expect, test } from "vitest";
import { normalize } from "@likeness/sdk/core";
import { equalErrorRate, errorCurve } from "../metrics/index.ts";
import { equalErrorRateInterval, seeded } from "./equal-error-rate-interval.ts";
import { allPairs, type Labelled } from "./pairs.ts";

/** So many subjects of four pictures each, scattered by `spread` round a direction of their own. */
function people(count: number, spread: number): Labelled[] {
  const random = seeded(7);
  const around = (centre: readonly number[], by: number) => centre.map((value) => value + by * (random() - 0.5));
  return Array.from({ length: count }, (_, n) => {
    const centre = around(Array(16).fill(0), 2);
    return Array.from({ length: 4 }, () => ({ person: `${n}`, vector: normalize(around(centre, spread)) }));
  }).flat();
}

test("the interval lies round the rate, and is narrower with more subjects", () => {
  const width = (count: number) => {
    const scores = allPairs(people(count, 1.6));
    const [low, high] = equalErrorRateInterval(scores, { rounds: 200 })!;
    const rate = equalErrorRate(errorCurve(scores));
    expect(rate).toBeGreaterThan(0);
    expect(low).toBeLessThanOrEqual(rate);
    expect(high).toBeGreaterThanOrEqual(rate);
    return high - low;
  };
  expect(width(60)).toBeLessThan(width(10));
});

test("where no pair errs there is none: drawing again would promise that none ever will", () => {
  expect(equalErrorRateInterval(allPairs(people(6, 0.01)))).toBeUndefined();
});

test("is the same for the same seed", () => {
  const scores = allPairs(people(8, 1.6));
  const interval = (seed: number) => equalErrorRateInterval(scores, { rounds: 50, random: seeded(seed) });
  expect(interval(3)).toEqual(interval(3));
});

test("subjects are drawn, not pairs: one subject who is always missed widens it to nothing and to much", () => {
  const at = (person: string, x: number, y: number): Labelled => ({ person, vector: normalize([x, y, 0.1]) });
  // b's two pictures are a's and c's likes; the others are alike.
  const pictures = [at("a", 1, 0), at("a", 1, 0.01), at("c", 0, 1), at("c", 0.01, 1), at("b", 1, 0.02), at("b", 0.02, 1)];
  const [low, high] = equalErrorRateInterval(allPairs(pictures), { rounds: 400 })!;
  expect(low).toBe(0);
  expect(high).toBeGreaterThan(0.3);
});
