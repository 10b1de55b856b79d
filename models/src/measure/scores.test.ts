import { expect, test } from "vitest";
import { normalize } from "@likeness/sdk/core";
import { allPairs, crossPairs, equalErrorRate, falseMatchesAt, missedAt, thresholdFor } from "./scores.ts";

const scores = (mated: number[], nonMated: number[]) => ({
  mated: Float64Array.from(mated).toSorted(),
  nonMated: Float64Array.from(nonMated).toSorted().toReversed(),
});

test("all pairs are compared once, told apart by person", () => {
  const at = (person: string, x: number, y: number) => ({ person, vector: normalize([x, y]) });
  const { mated, nonMated } = allPairs([at("a", 1, 0), at("a", 0, 1), at("b", 1, 1)]);
  expect(Array.from(mated)).toEqual([0]);
  expect(nonMated).toHaveLength(2);
  expect(nonMated[0]).toBeCloseTo(Math.SQRT1_2, 6);
});

test("the references may be of the same pictures, made in another way", () => {
  const at = (person: string, x: number, y: number) => ({ person, vector: normalize([x, y]) });
  const { mated, nonMated } = allPairs(
    [at("a", 1, 0), at("a", 1, 0), at("b", 0, 1)],
    [at("a", 1, 0), at("a", 0, 1), at("b", 1, 1)],
  );
  expect(Array.from(mated)).toEqual([1]);
  expect(Array.from(nonMated)).toEqual([1, 0]);
});

test("across two lists each picture is compared with every other one, both ways round, never with itself", () => {
  const at = (person: string, x: number, y: number) => ({ person, vector: normalize([x, y]) });
  const probes = [at("a", 1, 0), undefined, at("b", 1, 0)];
  const references = [at("a", 0, 1), at("a", 1, 0), at("b", 1, 1)];
  const { mated, nonMated } = crossPairs(probes, references);
  expect(Array.from(mated)).toEqual([1]);
  expect(Array.from(nonMated, (score) => score.toFixed(3))).toEqual(["1.000", "0.707", "0.000"]);
});

test("a threshold lets at most so many non-mated pairs pass, and is the lowest that does", () => {
  const some = scores([0.9], [0.1, 0.5, 0.3, 0.7]);
  for (const most of [0, 1, 2, 3]) {
    const threshold = thresholdFor(some, most);
    expect(falseMatchesAt(some, threshold)).toBe(most);
    expect(falseMatchesAt(some, threshold - 2e-5)).toBe(most + 1);
  }
});

test("a mated pair below the threshold is missed, one at it is not", () => {
  const some = scores([0.2, 0.6, 0.8], []);
  expect([0.1, 0.2, 0.3, 0.8, 0.9].map((threshold) => missedAt(some, threshold))).toEqual([0, 0, 1, 2, 3]);
});

test("the error rates meet at zero where the scores are apart, and halfway where one pair in four errs", () => {
  expect(equalErrorRate(scores([0.8, 0.9], [0.1, 0.2]))).toBe(0);
  expect(equalErrorRate(scores([0.3, 0.7, 0.8, 0.9], [0.1, 0.2, 0.25, 0.5]))).toBeCloseTo(0.25, 6);
});
