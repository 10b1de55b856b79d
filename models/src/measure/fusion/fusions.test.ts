import { cosine, normalize } from "@likeness/sdk/core";
import { expect, test } from "vitest";
import { anyHalf, betterHalf, fusions, type Fusion } from "./fusions.ts";

const views = [[1, 0, 0], [0.8, 0.6, 0], [0, 0, 1], [0.6, 0, 0.8]].map((values) => normalize(values));
const probe = normalize([1, 1, 0.5]);
const qualities = [0.3, 0.8, 0.2, 0.4];

const cosines = views.map((view) => cosine(probe, view));
const score = (fusion: Fusion) =>
  fusion.over({ qualities, cosine: (i, j) => cosine(views[i]!, views[j]!) })(cosines);
const called = (name: string) => fusions.find((fusion) => fusion.name === name)!;

/** The cosine with what the views come to, each so many times. */
function withSum(weights: readonly number[]): number {
  const sum = [0, 1, 2].map((c) => views.reduce((sum, view, i) => sum + weights[i]! * view[c]!, 0));
  return cosine(probe, normalize(sum));
}

// By hand: the cosines are 2/3, 14/15, 1/3 and 2/3.
test.each([
  ["nearest", 14 / 15],
  ["mean of the nearest 2", (14 / 15 + 2 / 3) / 2],
  ["mean of the nearest 3", (14 / 15 + 2 / 3 + 2 / 3) / 3],
  ["mean", (14 / 15 + 2 / 3 + 2 / 3 + 1 / 3) / 4],
  ["mean, weighted by quality", (0.3 * (2 / 3) + 0.8 * (14 / 15) + 0.2 / 3 + 0.4 * (2 / 3)) / 1.7],
  ["centroid", withSum([1, 1, 1, 1])],
  ["centroid, weighted by quality", withSum(qualities)],
  ["nearest of the good", 14 / 15],
  ["centroid of the good", withSum([0, 1, 0, 1])],
])("%s", (name, expected) => {
  expect(score(called(name))).toBeCloseTo(expected, 6);
});

test("half of the views are the first two, or the best two", () => {
  expect(score(anyHalf)).toBeCloseTo(14 / 15, 6);
  expect(score(betterHalf)).toBeCloseTo(14 / 15, 6);
  const over = (fusion: Fusion, qualities: readonly number[]) => fusion.over({ qualities, cosine: () => 1 })([3, 1, 2]);
  expect(over(anyHalf, [0.1, 0.5, 0.9])).toBe(3);
  expect(over(betterHalf, [0.1, 0.5, 0.9])).toBe(2);
  expect(over(betterHalf, [0.5, 0.5, 0.5])).toBe(3);
});

test("of one view all are its cosine", () => {
  for (const fusion of [...fusions, anyHalf, betterHalf]) {
    expect(fusion.over({ qualities: [0.4], cosine: () => 1 })([0.7])).toBeCloseTo(0.7, 12);
  }
});
