import { expect, test } from "vitest";
import { scoreCalibration } from "./card.fixture.ts";
import { logLikelihoodRatio } from "./score-calibration.ts";

test.each([
  ["at a knot, what was fitted there", 0.5, 0],
  ["between knots, in proportion", 0.625, 3],
  ["below the lowest knot, no less", -1, -4],
  ["above the highest, no more", 1, 6],
  ["at the lowest knot", 0.25, -4],
  ["at the highest knot", 0.75, 6],
])("the isotonic fit says, %s", (_, score, llr) => {
  expect(logLikelihoodRatio(scoreCalibration, score)).toBe(llr);
});

test("the logistic fit is a line, beyond all scores too", () => {
  expect(logLikelihoodRatio(scoreCalibration, 0.75, "logistic")).toBe(5);
  expect(logLikelihoodRatio(scoreCalibration, 1, "logistic")).toBe(10);
});

test("one knot is a constant", () => {
  const isotonic = { scores: [0.5], llrs: [1] };
  expect([0.4, 0.5, 0.6].map((score) => logLikelihoodRatio({ ...scoreCalibration, isotonic }, score))).toEqual([1, 1, 1]);
});
