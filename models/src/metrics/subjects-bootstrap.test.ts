import { expect, test } from "vitest";
import { seeded } from "../random.ts";
import { subjectsBootstrap } from "./subjects-bootstrap.ts";

/** The mean of what each subject has, in a sample. */
const meanOf = (values: readonly number[]) => (drawn: Float64Array) => ({
  mean: values.reduce((sum, value, i) => sum + value * drawn[i]!, 0) / values.length,
});

test("the interval of a mean is what the normal distribution says", () => {
  const random = seeded(1);
  const values = Array.from({ length: 400 }, () => random.normal());
  const { mean } = subjectsBootstrap(400, meanOf(values), { rounds: 2000, random: seeded(2).uniform });
  const centre = values.reduce((sum, value) => sum + value, 0) / 400;
  const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - centre) ** 2, 0) / 400);
  expect(mean[0]).toBeCloseTo(centre - (1.96 * deviation) / 20, 1.7);
  expect(mean[1]).toBeCloseTo(centre + (1.96 * deviation) / 20, 1.7);
});

test("as many subjects are drawn as there are, and the same ones for the same seed", () => {
  const draws = (seed: number) => {
    const seen: number[][] = [];
    const keep = (drawn: Float64Array) => ({ sum: seen.push(Array.from(drawn)) });
    subjectsBootstrap(7, keep, { rounds: 20, random: seeded(seed).uniform });
    return seen;
  };
  for (const drawn of draws(1)) expect(drawn.reduce((sum, times) => sum + times, 0)).toBe(7);
  expect(draws(1)).toEqual(draws(1));
  expect(draws(1)).not.toEqual(draws(2));
});

test("a draw that has no value does not count", () => {
  const statistics = (drawn: Float64Array) => ({ first: drawn[0]! > 0 ? 1 : Number.NaN, never: Number.NaN });
  const intervals = subjectsBootstrap(3, statistics, { rounds: 50, random: seeded(1).uniform });
  expect(intervals).toEqual({ first: [1, 1], never: [Number.NaN, Number.NaN] });
});
