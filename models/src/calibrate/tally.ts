import { errorCurve, type PairWeights, type Scores } from "../metrics/index.ts";

/** How many comparisons of either kind have each score; with weights, how much they count. */
export interface Tally {
  /** Each score once, from the lowest. */
  readonly scores: Float64Array;
  readonly mated: Float64Array;
  readonly nonMated: Float64Array;
}

/** Comparisons that failed for want of a template say nothing about scores, and are left out. */
export function tallyOf(scores: Scores, weights?: PairWeights): Tally {
  const { thresholds, matches, falseMatches } = errorCurve(scores, weights);
  return {
    scores: thresholds.toReversed(),
    mated: steps(matches).toReversed(),
    nonMated: steps(falseMatches).toReversed(),
  };
}

/** All comparisons of one kind. */
export function total(counts: Float64Array): number {
  return counts.reduce((sum, count) => sum + count, 0);
}

function steps(sums: Float64Array): Float64Array {
  return sums.map((sum, i) => sum - (sums[i - 1] ?? 0));
}
