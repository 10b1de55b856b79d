import type { Threshold } from "@likeness/sdk/core";
import { acquired, falseMatchesAt, falseMatchesWithin, missedAt, thresholdFor, type Scores } from "../metrics/index.ts";
import { TrainingError } from "../training-error.ts";

/**
 * How many false matches a false match rate must rest on. `three`, the rule of three: if none of n independent pairs
 * passes, the rate is below 3 / n with 95 % confidence (Hanley and Lippman-Hand 1983), so below that nothing can be
 * told from nothing. `thirty`, Doddington's rule: with 30 errors the rate is within 30 % of the truth with 90 %
 * confidence (Doddington et al. 2000). Pairs that share a picture are not independent: both are the least.
 */
export type Support = "three" | "thirty";

const errors = { three: 3, thirty: 30 } as const satisfies Record<Support, number>;

/** The lowest false match rate that so many non-mated pairs support. */
export function leastRate(nonMated: number, support: Support = "three"): number {
  return errors[support] / nonMated;
}

/**
 * The lowest score at which the false match rate is no more than asked for, as the DET curve has it, with the rates that
 * were measured there.
 *
 * @param fmr false matches per comparison, between 0 and 1
 * @throws {TrainingError} `data_invalid` for a rate that so few pairs do not support, or that no score reaches
 */
export function thresholdAt(scores: Scores, fmr: number, support: Support = "three"): Threshold {
  const seen = acquired(scores);
  const pairs = seen.nonMated.length;
  if (!(fmr > 0 && fmr < 1)) throw new TrainingError("data_invalid", `a false match rate lies between 0 and 1, not at ${fmr}`);
  if (fmr < leastRate(pairs, support)) {
    const needed = Math.ceil(errors[support] / fmr - 1e-6).toLocaleString("en");
    throw new TrainingError(
      "data_invalid",
      `a false match rate of ${fmr} needs ${needed} non-mated pairs by the rule of ${support === "three" ? 3 : 30}, ` +
        `there are ${pairs.toLocaleString("en")}`,
    );
  }
  const score = thresholdFor(seen, falseMatchesWithin(fmr, pairs));
  if (score > 1) {
    throw new TrainingError("data_invalid", `more than ${fmr} of the non-mated pairs have a cosine of 1: no score keeps that false match rate`);
  }
  const falseMatches = falseMatchesAt(seen, score);
  return {
    score,
    // Where equal scores leave none, the rule of three bounds the rate.
    fmr: (falseMatches || errors.three) / pairs,
    falseMatches,
    fnmr: missedAt(seen, score) / seen.mated.length,
  };
}
