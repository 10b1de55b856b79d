import { equalErrorRate } from "./equal-error-rate.ts";
import { errorCurve } from "./error-curve.ts";
import { areaUnderCurve, operatingPoint, type ErrorRates } from "./roc.ts";
import { acquired, type Scores } from "./scores.ts";

/** How well scores tell whether two pictures are of one subject. */
export interface Verification {
  readonly mated: number;
  readonly nonMated: number;
  /** Comparisons for which a picture gave no template; they are among the above unless only acquired ones count. */
  readonly failed: { readonly mated: number; readonly nonMated: number };
  readonly eer: number;
  /** Of the ROC curve. */
  readonly auc: number;
  /** By the false match rates that were asked for. */
  readonly atFmr: readonly OperatingPoint[];
}

export interface OperatingPoint extends ErrorRates {
  /** The FMR that was asked for; `fmr` is what came of it. */
  readonly asked: number;
  /** TAR at FAR, which is 1 - FNMR. */
  readonly tar: number;
}

/**
 * A failure to acquire counts as a miss of a mated comparison and as no match of a non-mated one, as in the false
 * reject and false accept rate of ISO/IEC 19795-1; with `acquiredOnly` such comparisons are left out, and the rates are
 * its FNMR and FMR.
 */
export function verification(
  scores: Scores,
  { fmrs = [1e-2, 1e-3, 1e-4], acquiredOnly = false }: { fmrs?: readonly number[]; acquiredOnly?: boolean } = {},
): Verification {
  const found = acquired(scores);
  const curve = errorCurve(acquiredOnly ? found : scores);
  return {
    mated: curve.mated,
    nonMated: curve.nonMated,
    failed: {
      mated: scores.mated.length - found.mated.length,
      nonMated: scores.nonMated.length - found.nonMated.length,
    },
    eer: equalErrorRate(curve),
    auc: areaUnderCurve(curve),
    atFmr: fmrs.map((asked) => {
      const point = operatingPoint(curve, asked);
      return { asked, ...point, tar: 1 - point.fnmr };
    }),
  };
}
