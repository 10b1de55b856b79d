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
 * false matches grow with a gallery. Comparisons with one subject's views are not independent; it holds for them too,
 * because the chance can hardly be above N FMR however they hang together, and at strict rates they were measured to
 * come near it (docs/fusion.md).
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
  return { score, fmr, falsePositiveRate: rateOver(n, fmr) };
}

export interface Verification {
  readonly match: boolean;
  /** Of the probe with the nearest of the views that were compared. */
  readonly score: number;
  readonly threshold: DecisionThreshold;
}

/** A template of the subject. What else is known of it has no part in the decision. */
export interface EnrolledView {
  readonly vector: UnitVector;
}

/**
 * 1:1: does the probe come from who gave these templates? The nearest view counts, at the threshold that keeps the rate
 * over all of them: no other way to fuse views was shown to miss less (docs/fusion.md).
 *
 * The answer's rate is never milder than `targetFmr` as long as the model's thresholds reach that rate for a single
 * comparison: with more views than the strictest one allows, only the newest are compared, as many as keep the rate.
 *
 * The quality that a device claims of a view counts for nothing. It was not shown to help, and a claim cannot be
 * checked: as a weight or a rank it would let who sends it say which views decide, at a rate measured for honest ones.
 *
 * @param views oldest first, of the probe's model, one at least
 * @throws Problem `unknown_model` if the model was never calibrated
 */
export function decideVerification(
  calibration: MeasuredThresholds,
  probe: UnitVector,
  views: readonly EnrolledView[],
  targetFmr: number,
): Verification {
  // Over too many views this is the strictest there is, and it stays so: a stricter rate never gets a lower threshold.
  const { score: passing, fmr } = decisionThreshold(calibration, targetFmr, views.length);
  const compared = views.slice(-viewsWithin(fmr, targetFmr));
  const score = Math.max(...compared.map(({ vector }) => cosine(probe, vector)));
  const falsePositiveRate = rateOver(compared.length, fmr);
  return { match: score >= passing, score, threshold: { score: passing, fmr, falsePositiveRate } };
}

/** How many comparisons at a false match rate keep the rate asked for; one at least, as nothing is asked of less. */
function viewsWithin(fmr: number, target: number): number {
  // Where the rate is kept to the last digit, rounding must not take a view away.
  return Math.max(1, Math.floor((Math.log1p(-target) / Math.log1p(-fmr)) * (1 + 1e-9)));
}

/** The chance that any of n independent comparisons passes; expm1 and log1p as above. */
function rateOver(n: number, fmr: number): number {
  return -Math.expm1(n * Math.log1p(-fmr));
}
