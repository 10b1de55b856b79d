import type { ScoreCalibration, Threshold } from "@likeness/sdk/core";
import { acquired, scoresOf, type Scores } from "../metrics/index.ts";
import { TrainingError } from "../training-error.ts";
import { fitIsotonic } from "./isotonic.ts";
import { fitLogistic, type Targets } from "./logistic.ts";
import { tallyOf, type Tally } from "./tally.ts";
import { leastRate, thresholdAt, type Support } from "./threshold.ts";

export interface FitOptions {
  /**
   * False match rates to give thresholds for. By default those of 1e-2, 3e-3, 1e-3 and so on down to 1e-6 that the pairs
   * support; one that is asked for and not supported is refused.
   */
  readonly rates?: readonly number[];
  /** How many false matches a rate must rest on; `three` by default. */
  readonly support?: Support;
  /** What the logistic fit aims at; `platt` by default. */
  readonly targets?: Targets;
}

/** What comparison scores of a model say: as evidence, and as decisions. */
export interface Fit {
  readonly scores: ScoreCalibration;
  /** From the laxest to the strictest. */
  readonly thresholds: readonly Threshold[];
  readonly matedPairs: number;
  readonly nonMatedPairs: number;
}

const usualRates = [1e-2, 3e-3, 1e-3, 3e-4, 1e-4, 3e-5, 1e-5, 3e-6, 1e-6];

/**
 * Fits score calibration and thresholds to pairs, in any order; pairs of pictures that gave no template have the score
 * -Infinity, and are left out. The pairs should be of subjects and pictures that the model was not trained on.
 *
 * @throws {TrainingError} `data_invalid` without pairs of either kind, for a score that is no number, for mated pairs that
 *   do not score higher, and for rates that so few pairs do not support
 */
export function fit(pairs: { readonly mated: ArrayLike<number>; readonly nonMated: ArrayLike<number> }, options: FitOptions = {}): Fit {
  const scores = checkedScores(pairs);
  const { support = "three", rates = supportedRates(scores, support) } = options;
  return {
    scores: fitScores(tallyOf(scores), options.targets),
    thresholds: rates.toSorted((a, b) => b - a).map((rate) => thresholdAt(scores, rate, support)),
    matedPairs: scores.mated.length,
    nonMatedPairs: scores.nonMated.length,
  };
}

/** The two fits alone, for pairs that count more or less often each. */
export function fitScores(tally: Tally, targets: Targets = "platt"): ScoreCalibration {
  return { version: 1, logistic: fitLogistic(tally, targets), isotonic: fitIsotonic(tally) };
}

/** Sorted, without those that failed. */
function checkedScores({ mated, nonMated }: { readonly mated: ArrayLike<number>; readonly nonMated: ArrayLike<number> }): Scores {
  for (const [kind, scores] of [["mated", mated], ["non-mated", nonMated]] as const) {
    for (let i = 0; i < scores.length; i++) {
      if (Number.isNaN(scores[i]) || scores[i] === Infinity) {
        throw new TrainingError("data_invalid", `the score of ${kind} pair ${i} is ${scores[i]}`);
      }
    }
  }
  const seen = acquired(scoresOf(Array.from(mated), Array.from(nonMated)));
  for (const [kind, { length }] of [["mated", seen.mated], ["non-mated", seen.nonMated]] as const) {
    if (length === 0) throw new TrainingError("data_invalid", `there is no ${kind} pair with a score to calibrate by`);
  }
  return seen;
}

function supportedRates({ nonMated }: Scores, support: Support): number[] {
  const rates = usualRates.filter((rate) => rate >= leastRate(nonMated.length, support));
  if (rates.length > 0) return rates;
  throw new TrainingError("data_invalid", `${nonMated.length} non-mated pairs support no false match rate of ${usualRates[0]} or below`);
}
