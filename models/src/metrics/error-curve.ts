import type { Scores } from "./scores.ts";
import type { PairWeights } from "./subject-scores.ts";

/** What passes as the threshold falls from score to score: all of ROC and DET is read off this. */
export interface ErrorCurve {
  /** Every score that a comparison has, once, from the highest; failures have none. */
  readonly thresholds: Float64Array;
  /** Mated comparisons that pass at each. */
  readonly matches: Float64Array;
  /** Non-mated comparisons that pass at each. */
  readonly falseMatches: Float64Array;
  /** All mated comparisons, with those that failed. */
  readonly mated: number;
  /** All non-mated comparisons, with those that failed. */
  readonly nonMated: number;
}

const once: PairWeights = { mated: () => 1, nonMated: () => 1 };

/**
 * @param weights of these very scores: how often each counts
 * @throws {RangeError} for a score that is no number
 */
export function errorCurve({ mated, nonMated }: Scores, weights: PairWeights = once): ErrorCurve {
  const most = mated.length + nonMated.length;
  const [thresholds, matches, falseMatches] = [new Float64Array(most), new Float64Array(most), new Float64Array(most)];
  let [m, n, matched, falselyMatched, steps] = [mated.length - 1, 0, 0, 0, 0];
  for (;;) {
    const score = Math.max(m >= 0 ? mated[m]! : -Infinity, n < nonMated.length ? nonMated[n]! : -Infinity);
    if (Number.isNaN(score)) throw new RangeError("a comparison score is no number");
    if (score === -Infinity) break;
    for (; m >= 0 && mated[m] === score; m--) matched += weights.mated(m);
    for (; n < nonMated.length && nonMated[n] === score; n++) falselyMatched += weights.nonMated(n);
    thresholds[steps] = score;
    matches[steps] = matched;
    falseMatches[steps++] = falselyMatched;
  }
  for (; m >= 0; m--) matched += weights.mated(m);
  for (; n < nonMated.length; n++) falselyMatched += weights.nonMated(n);
  return {
    thresholds: thresholds.subarray(0, steps),
    matches: matches.subarray(0, steps),
    falseMatches: falseMatches.subarray(0, steps),
    mated: matched,
    nonMated: falselyMatched,
  };
}
