import { expect, test } from "vitest";
import { equalErrorRate } from "./equal-error-rate.ts";
import { errorCurve } from "./error-curve.ts";
import golden from "./roc.golden.json" with { type: "json" };
import { areaUnderCurve, errorPoints, trueAcceptRate } from "./roc.ts";
import { acquired, scoresOf } from "./scores.ts";
import { subjectScores, weightsOf } from "./subject-scores.ts";

const people = ["ada", "ada", "bob", "bob", "eve", "eve"];
const told = subjectScores(people, (i, j) => (people[i] === people[j] ? 0.9 : 0.1));

const eer = (...scores: Parameters<typeof errorCurve>) => equalErrorRate(errorCurve(...scores));
const tar = (...scores: Parameters<typeof errorCurve>) => trueAcceptRate(errorCurve(...scores), 1e-3);

test("the curve is scikit-learn's, threshold by threshold", () => {
  const { thresholds, matches, falseMatches, mated, nonMated } = errorCurve(scoresOf(golden.mated, golden.nonMated));
  expect(Array.from(thresholds)).toEqual(golden.roc.thresholds);
  golden.roc.fpr.forEach((rate, i) => expect(falseMatches[i]! / nonMated).toBeCloseTo(rate, 12));
  golden.roc.tpr.forEach((rate, i) => expect(matches[i]! / mated).toBeCloseTo(rate, 12));
});

test("its corners are fewer, and lines between them are the same curve", () => {
  const curve = errorCurve(scoresOf(golden.mated, golden.nonMated));
  const points = errorPoints(curve);
  expect(points.length).toBeLessThan(curve.thresholds.length);
  let area = 0;
  let before = { fmr: 0, fnmr: 1 };
  for (const point of points) {
    area += (point.fmr - before.fmr) * (1 - (point.fnmr + before.fnmr) / 2);
    before = point;
  }
  expect(area).toBeCloseTo(golden.auc, 12);
  expect(before).toMatchObject({ fmr: 1, fnmr: 0 });
});

test("every threshold of scikit-learn's DET curve has its rates", () => {
  const { thresholds, matches, falseMatches, mated, nonMated } = errorCurve(scoresOf(golden.mated, golden.nonMated));
  golden.det.thresholds.forEach((threshold, i) => {
    const at = thresholds.indexOf(threshold);
    expect(falseMatches[at]! / nonMated).toBeCloseTo(golden.det.fpr[i]!, 12);
    expect(1 - matches[at]! / mated).toBeCloseTo(golden.det.fnr[i]!, 12);
  });
});

test("the area is scikit-learn's; failures, which tie below all else, keep it", () => {
  expect(areaUnderCurve(errorCurve(scoresOf(golden.mated, golden.nonMated)))).toBeCloseTo(golden.auc, 12);
  const floor = (scores: number[], to: number) => scores.map((score) => (score < 0 ? to : score));
  const failing = scoresOf(floor(golden.mated, -Infinity), floor(golden.nonMated, -Infinity));
  const low = scoresOf(floor(golden.mated, -1), floor(golden.nonMated, -1));
  expect(areaUnderCurve(errorCurve(failing))).toBeCloseTo(areaUnderCurve(errorCurve(low)), 12);
  expect(areaUnderCurve(errorCurve(failing))).not.toBeCloseTo(golden.auc, 3);
});

test("people who are told apart have no errors", () => {
  expect(errorCurve(told)).toMatchObject({ mated: 3, nonMated: 12 });
  expect([eer(told), tar(told), areaUnderCurve(errorCurve(told))]).toEqual([0, 1, 1]);
});

test("scores that say nothing are as bad as guessing", () => {
  const same = subjectScores(people, () => 0.5);
  expect([eer(same), tar(same), areaUnderCurve(errorCurve(same))]).toEqual([0.5, 0, 0.5]);
});

test("the rates meet halfway where one pair in four errs", () => {
  expect(eer(scoresOf([0.3, 0.7, 0.8, 0.9], [0.1, 0.2, 0.25, 0.5]))).toBeCloseTo(0.25, 12);
});

test("the rates meet where as many pass falsely as are missed", () => {
  // Above 0.5: FMR 0, FNMR 1/2. At 0.5: FMR 1/4, FNMR 1/2. At 0.1: FMR 1, FNMR 0.
  const scores = scoresOf([0.9, 0.2], [0.5, 0.1, 0.1, 0.1]);
  expect([eer(scores), tar(scores)]).toEqual([0.375, 0.5]);
});

test("TAR at FAR lets as many pass as the rate allows, and no more", () => {
  const curve = errorCurve(scoresOf([0.95, 0.85, 0.75, 0.65], [0.9, 0.8, 0.7, 0.6]));
  expect([0, 0.24, 0.25, 0.5, 1].map((far) => trueAcceptRate(curve, far))).toEqual([0.25, 0.25, 0.5, 0.75, 1]);
});

test("a picture without a template is a miss, unless only acquired pictures count", () => {
  const failing = subjectScores(people, (i, j) => {
    if (i === 5 || j === 5) return -Infinity;
    return people[i] === people[j] ? 0.9 : 0.1;
  });
  expect(errorCurve(failing)).toMatchObject({ mated: 3, nonMated: 12 });
  expect(tar(failing)).toBe(2 / 3);
  expect(eer(failing)).toBeGreaterThan(0.1);
  expect(errorCurve(acquired(failing))).toMatchObject({ mated: 2, nonMated: 8 });
  expect([eer(acquired(failing)), tar(acquired(failing))]).toEqual([0, 1]);
});

test("who is drawn twice counts twice, but not as if it were two", () => {
  const drawn = Float64Array.of(2, 1, 0);
  expect(errorCurve(told, weightsOf(told, drawn))).toMatchObject({ mated: 3, nonMated: 8 });
});

test("without comparisons of both kinds there is no equal error rate", () => {
  expect(eer(scoresOf([], [0.5]))).toBeNaN();
  expect(eer(scoresOf([0.5], []))).toBeNaN();
});

test("a score that is no number is refused", () => {
  expect(() => errorCurve(scoresOf([0.5, Number.NaN], [0.1]))).toThrow("a comparison score is no number");
  expect(() => errorCurve(scoresOf([0.5], [0.1, Number.NaN]))).toThrow("a comparison score is no number");
});
