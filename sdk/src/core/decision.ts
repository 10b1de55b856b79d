import { Problem } from "./problem.ts";
import type { Calibration, Threshold } from "./model-card.ts";

/**
 * The threshold for one comparison: the most permissive one whose measured false match rate is not above the
 * target. A target below everything that was measured gets the strictest threshold there is, with *its* rate:
 * a promise that no measurement supports is not made.
 */
export function verificationThreshold(calibration: Calibration, targetFmr: number): Threshold {
  const strictest = calibration.thresholds.at(-1);
  if (!strictest) throw new Problem("unknown_model", "the model's card has no calibration");
  return calibration.thresholds.find(({ fmr }) => fmr <= targetFmr) ?? strictest;
}

export interface IdentificationThreshold {
  readonly score: number;
  /** False match rate of one comparison at this score, as measured. */
  readonly fmr: number;
  /** The bound on false positives among `searched` subjects that follows: `1 - (1 - fmr)^searched`. */
  readonly fpir: number;
}

/**
 * The threshold for a search among `searched` subjects that keeps the false positive identification rate.
 *
 * Each of N non-mated comparisons may pass with probability FMR, so FPIR = 1 - (1 - FMR)^N (ISO/IEC 19795-1);
 * solved for FMR. A threshold that is not moved with N is what makes false matches grow with a gallery.
 */
export function identificationThreshold(
  calibration: Calibration,
  targetFpir: number,
  searched: number,
): IdentificationThreshold {
  const n = Math.max(1, searched);
  const { score, fmr } = verificationThreshold(calibration, -Math.expm1(Math.log1p(-targetFpir) / n));
  return { score, fmr, fpir: -Math.expm1(n * Math.log1p(-fmr)) };
}
