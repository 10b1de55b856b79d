import { decisionThreshold } from "@likeness/sdk/core";
import { expect, test } from "vitest";
import { scoresOf } from "../metrics/index.ts";
import { fit } from "./fit.ts";
import { thresholdAt } from "./threshold.ts";

/** Non-mated 0.000, 0.001 … 0.999; mated 0.900 to 0.999 in steps of 0.001, and ten at 0.5. */
const scores = scoresOf(
  [...Array.from({ length: 100 }, (_, i) => (900 + i) / 1000), ...Array.from({ length: 10 }, () => 0.5)],
  Array.from({ length: 1000 }, (_, i) => i / 1000),
);

test("a threshold passes as many non-mated pairs as the rate allows, and says what it misses", () => {
  expect(thresholdAt(scores, 0.05)).toEqual({ score: 0.94901, fmr: 0.05, falseMatches: 50, fnmr: 60 / 110 });
  expect(thresholdAt(scores, 0.0159)).toMatchObject({ falseMatches: 15, fmr: 0.015 });
});

test("the rule of three: 3 errors in 1,000 pairs are the least that a rate rests on", () => {
  expect(thresholdAt(scores, 3e-3)).toMatchObject({ falseMatches: 3, fmr: 0.003 });
  expect(() => thresholdAt(scores, 1e-3)).toThrow(
    expect.objectContaining({
      code: "data_invalid",
      message: "a false match rate of 0.001 needs 3,000 non-mated pairs by the rule of 3, there are 1,000",
    }),
  );
});

test("the rule of thirty asks for ten times as many", () => {
  expect(thresholdAt(scores, 0.03, "thirty")).toMatchObject({ falseMatches: 30 });
  expect(() => thresholdAt(scores, 0.02, "thirty")).toThrow("needs 1,500 non-mated pairs by the rule of 30, there are 1,000");
});

test("where equal scores let none pass, the rate is bounded, not zero", () => {
  const tied = scoresOf([0.9], Array.from({ length: 1000 }, (_, i) => (i < 100 ? 0.8 : 0.1)));
  expect(thresholdAt(tied, 0.01)).toEqual({ score: 0.80001, fmr: 3e-3, falseMatches: 0, fnmr: 0 });
});

test("a rate that no score keeps is refused", () => {
  const same = scoresOf([1], Array.from({ length: 1000 }, () => 1));
  expect(() => thresholdAt(same, 0.01)).toThrow("more than 0.01 of the non-mated pairs have a cosine of 1");
});

test.each([0, 1, -0.1, Number.NaN])("%d is no false match rate", (fmr) => {
  expect(() => thresholdAt(scores, fmr)).toThrow(`a false match rate lies between 0 and 1, not at ${fmr}`);
});

test("the usual rates are those that the pairs support, and decisions are made by them", () => {
  const { thresholds } = fit(scores);
  expect(thresholds.map(({ fmr }) => fmr)).toEqual([0.01, 0.003]);
  expect(decisionThreshold({ thresholds }, 0.005, 1)).toMatchObject({ score: thresholds[1]!.score, fmr: 0.003 });
});
