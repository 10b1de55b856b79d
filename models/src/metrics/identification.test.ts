import { expect, test } from "vitest";
import { errorCurve } from "./error-curve.ts";
import { cumulativeMatch, identificationRatesAt, openSetScores, searches } from "./identification.ts";

const references = ["ada", "ada", "bob", "eve"];
const table: Readonly<Record<string, readonly (number | undefined)[]>> = {
  // The best of ada's two counts.
  ada: [0.2, 0.9, 0.5, 0.1],
  // Third: both of the others are more alike.
  bob: [0.6, 0.3, 0.4, 0.7],
  // A tie counts against her.
  eve: [0.1, 0.8, 0.2, 0.8],
  // Not enrolled.
  kim: [0.1, 0.3, 0.65, 0.2],
  lee: [0.1, 0.3, 0.2, 0.2],
};
const found = searches(Object.keys(table), references, (probe, reference) => Object.values(table)[probe]![reference]);

test("each probe's subject has a rank, and who is not enrolled has none", () => {
  expect(found.map(({ mated }) => mated)).toEqual([true, true, true, false, false]);
  expect(found.map(({ rank }) => rank)).toEqual([1, 3, 2, Infinity, Infinity]);
  expect(found.map(({ mateScore }) => mateScore)).toEqual([0.9, 0.4, 0.8, -Infinity, -Infinity]);
  expect(found.map(({ otherScore }) => otherScore)).toEqual([0.5, 0.7, 0.8, 0.65, 0.3]);
});

test("cumulative match counts mated searches alone", () => {
  expect(cumulativeMatch(found, [1, 2, 3])).toEqual({ 1: 1 / 3, 2: 2 / 3, 3: 1 });
});

test("FPIR is of those who are not enrolled, FNIR of those who are, by rank and threshold", () => {
  expect(identificationRatesAt(found, 0.6)).toEqual({ fpir: 1 / 2, fnir: 2 / 3 });
  expect(identificationRatesAt(found, 0.6, { rank: 2 })).toEqual({ fpir: 1 / 2, fnir: 1 / 3 });
  expect(identificationRatesAt(found, 0.95, { rank: 3 })).toEqual({ fpir: 0, fnir: 1 });
  expect(identificationRatesAt(found, 0.4, { rank: 3 })).toEqual({ fpir: 1 / 2, fnir: 0 });
});

test("the curve of an open set ends where the mated searches that ranked too low remain", () => {
  const { matches, falseMatches, mated, nonMated } = errorCurve(openSetScores(found));
  expect([matches.at(-1), falseMatches.at(-1), mated, nonMated]).toEqual([1, 2, 3, 2]);
});

test("a probe that failed is a miss, and one whose only reference is left out is not mated", () => {
  const failed = searches(["ada"], references, () => -Infinity);
  expect(failed[0]).toMatchObject({ mated: true, rank: Infinity, otherScore: -Infinity });
  expect(identificationRatesAt(failed, -1).fnir).toBe(1);
  const apart = searches(["bob"], references, (_, reference) => (reference === 2 ? undefined : 0.5));
  expect(apart[0]).toMatchObject({ mated: false, rank: Infinity, otherScore: 0.5 });
});
