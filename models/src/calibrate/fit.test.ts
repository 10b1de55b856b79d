import { logLikelihoodRatio } from "@likeness/sdk/core";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { scoresOf } from "../metrics/index.ts";
import { calibrationError, cllr, leastCllr } from "./cost.ts";
import { fit, fitScores } from "./fit.ts";
import { fitIsotonic, placesOf, poolAdjacentViolators, share } from "./isotonic.ts";
import { fitLogistic } from "./logistic.ts";
import golden from "./scikit-learn.golden.json" with { type: "json" };
import { tallyOf } from "./tally.ts";

const { mated, nonMated } = golden;
const tally = tallyOf(scoresOf(mated, nonMated));

/** Relative to the larger of the two. */
function expectNear(value: number, wanted: number, within: number): void {
  expect(Math.abs(value - wanted) / Math.max(Math.abs(wanted), 1e-3)).toBeLessThan(within);
}

describe("as scikit-learn:", () => {
  test.each(["none", "platt"] as const)("logistic regression with targets %s", (targets) => {
    const { slope, intercept } = fitLogistic(tally, targets);
    expectNear(slope, golden.logistic[targets].slope, 1e-6);
    expectNear(intercept, golden.logistic[targets].intercept, 1e-6);
  });

  test("scores without an overlap, by Platt's targets", () => {
    const { slope, intercept } = fitLogistic(tallyOf(scoresOf(golden.apart.mated, golden.apart.nonMated)));
    expectNear(slope, golden.apart.platt.slope, 1e-6);
    expectNear(intercept, golden.apart.platt.intercept, 1e-6);
  });

  test("isotonic regression: the steps, with ties", () => {
    const pools = poolAdjacentViolators(placesOf(tally));
    const { thresholds, shares } = golden.isotonic;
    const edges = pools.flatMap((pool) => [...new Set([pool.from, pool.to])].map((score) => [score, share(pool)] as const));
    expect(edges.map(([score]) => score)).toEqual(thresholds);
    edges.forEach(([, value], i) => expect(value).toBeCloseTo(shares[i]!, 12));
  });

  test("isotonic log-likelihood ratios, with the pairs that were not seen", () => {
    const fitted = fitScores(tally);
    golden.isotonic.scores.forEach((score, i) => {
      expect(logLikelihoodRatio(fitted, score)).toBeCloseTo(golden.isotonic.llrs[i]!, 9);
    });
  });

  test("the cost of log-likelihood ratios, the least of it, and the calibration error", () => {
    const { slope, intercept } = golden.logistic.none;
    const llr = (score: number) => slope * score + intercept;
    expectNear(cllr(tally, llr), golden.cllr, 1e-12);
    expectNear(leastCllr(tally), golden.leastCllr, 1e-12);
    expectNear(calibrationError(tally, llr), golden.calibrationError, 1e-9);
  });
});

test("nothing said costs a bit, and the fit costs less, but no less than the least", () => {
  expect(cllr(tally, () => 0)).toBeCloseTo(1, 12);
  const fitted = fitScores(tally, "none");
  const cost = cllr(tally, (score) => logLikelihoodRatio(fitted, score, "logistic"));
  expect(cost).toBeLessThan(1);
  expect(cost).toBeGreaterThan(leastCllr(tally));
});

test("no line costs less than the one that was fitted", () => {
  const { slope, intercept } = fitLogistic(tally, "none");
  const cost = (a: number, b: number) => cllr(tally, (score) => a * score + b);
  const best = cost(slope, intercept);
  for (const by of [0.99, 1.01]) {
    expect(cost(slope * by, intercept)).toBeGreaterThan(best);
    expect(cost(slope, intercept * by)).toBeGreaterThan(best);
  }
});

test("twice as many non-mated pairs of the same scores change no likelihood ratio of the line", () => {
  const more = fitLogistic(tallyOf(scoresOf(mated, [...nonMated, ...nonMated])), "none");
  expectNear(more.slope, fitLogistic(tally, "none").slope, 1e-9);
});

test("the isotonic fit rises and is finite, whatever the scores", () => {
  const scores = fc.array(fc.integer({ min: -20, max: 20 }).map((score) => score / 20), { minLength: 1, maxLength: 30 });
  fc.assert(
    fc.property(scores, scores, (some, others) => {
      // The isotonic fit alone: of scores by chance no line need rise.
      const isotonic = fitIsotonic(tallyOf(scoresOf(some, others)));
      expect(isotonic.llrs.every(Number.isFinite)).toBe(true);
      expect(isotonic.llrs).toEqual(isotonic.llrs.toSorted((a, b) => a - b));
      expect(new Set(isotonic.scores).size).toBe(isotonic.scores.length);
      const most = Math.log(some.length + 1) + Math.log(others.length + 1);
      expect(Math.max(...isotonic.llrs.map(Math.abs))).toBeLessThanOrEqual(most);
    }),
  );
});

test("failed comparisons are left out, and rates are of those that were made", () => {
  const failing = { mated: [...mated, -Infinity], nonMated: [-Infinity, ...nonMated, -Infinity] };
  const rates = [0.1, 0.05];
  expect(fit(failing, { rates })).toEqual(fit({ mated, nonMated }, { rates }));
  expect(fit(failing, { rates })).toMatchObject({ matedPairs: 60, nonMatedPairs: 240 });
});

test("the order of pairs does not matter", () => {
  const rates = [0.05];
  expect(fit({ mated: mated.toReversed(), nonMated: nonMated.toSorted() }, { rates })).toEqual(fit({ mated, nonMated }, { rates }));
});

describe("refused:", () => {
  test.each([
    ["no mated pair", [], nonMated, "there is no mated pair with a score to calibrate by"],
    ["no non-mated pair but failed ones", mated, [-Infinity], "there is no non-mated pair with a score to calibrate by"],
    ["a score that is no number", [...mated, Number.NaN], nonMated, "the score of mated pair 60 is NaN"],
    ["an infinite score", mated, [Infinity], "the score of non-mated pair 0 is Infinity"],
    [
      "mated pairs that score lower",
      nonMated,
      [...mated, ...mated, ...mated, ...mated, ...mated, ...mated],
      "mated pairs do not score higher than non-mated ones: no score can be calibrated by them",
    ],
    ["too few pairs for any usual rate", mated, nonMated, "240 non-mated pairs support no false match rate of 0.01 or below"],
  ])("%s", (_, some, others, message) => {
    expect(() => fit({ mated: some, nonMated: others })).toThrow(expect.objectContaining({ code: "data_invalid", message }));
  });

  test("a slope for scores without an overlap, by the likelihood alone", () => {
    expect(() => fitLogistic(tallyOf(scoresOf([0.9], [0.1, 0.9])), "none")).toThrow("only Platt's targets give that a slope");
  });
});
