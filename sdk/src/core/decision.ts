import type { Threshold } from "./model-card.ts";
import { Problem } from "./problem.ts";
import { cosine, type UnitVector } from "./vector.ts";

/** As much of a model's calibration as a decision needs. */
export interface MeasuredThresholds {
  readonly thresholds: readonly Pick<Threshold, "score" | "fmr">[];
}

export interface DecisionThreshold {
  /** Accept at this comparison score and above. */
  readonly score: number;
  /** False match rate of one comparison at this score, as measured for the model. */
  readonly fmr: number;
  /** What follows for all comparisons of the decision: the chance that any of them falsely passes. */
  readonly falsePositiveRate: number;
}

/**
 * The threshold that keeps `target`, the chance of a false positive, over a decision of several comparisons.
 *
 * Each of N non-mated comparisons passes with probability FMR, so one of them does with 1 - (1 - FMR)^N
 * (ISO/IEC 19795-1, FPIR from FMR); here solved for FMR. A threshold that does not move with N is what lets
 * false matches grow with a gallery. Comparisons with one subject's views are not independent: there the bound
 * holds with room to spare.
 *
 * A target below all that was measured gets the strictest measured threshold, with the rate that holds for it:
 * no promise is made that no measurement supports.
 *
 * @param calibration of the model's card
 * @param target 0 to 1: FMR for a verification, FPIR for an identification
 * @param comparisons how many templates the probe is compared with
 * @throws Problem `unknown_model` if the model was never calibrated
 */
export function decisionThreshold(
  calibration: MeasuredThresholds,
  target: number,
  comparisons: number,
): DecisionThreshold {
  const n = Math.max(1, comparisons);
  // expm1 and log1p: at N = 1e8 the plain formula has no digits left.
  const fmrWanted = -Math.expm1(Math.log1p(-target) / n);
  const { thresholds } = calibration;
  const chosen = thresholds.find(({ fmr }) => fmr <= fmrWanted) ?? thresholds.at(-1);
  if (!chosen) throw new Problem("unknown_model", "the model's card has no calibration to decide by");
  const { score, fmr } = chosen;
  return { score, fmr, falsePositiveRate: -Math.expm1(n * Math.log1p(-fmr)) };
}

export interface Verification {
  readonly match: boolean;
  /** Of the probe with the nearest template. */
  readonly score: number;
  readonly threshold: DecisionThreshold;
}

/** 1:1: does the probe come from who gave these templates? One at least. */
export function decideVerification(
  calibration: MeasuredThresholds,
  probe: UnitVector,
  templates: readonly UnitVector[],
  targetFmr: number,
): Verification {
  const threshold = decisionThreshold(calibration, targetFmr, templates.length);
  const score = Math.max(...templates.map((template) => cosine(probe, template)));
  return { match: score >= threshold.score, score, threshold };
}
