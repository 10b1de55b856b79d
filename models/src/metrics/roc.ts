import type { ErrorCurve } from "./error-curve.ts";
import { falseMatchesWithin } from "./scores.ts";

/** A point of the ROC and of the DET curve: at this threshold or above, so much passes. */
export interface ErrorRates {
  readonly threshold: number;
  readonly fmr: number;
  readonly fnmr: number;
}

/**
 * TAR at FAR, 1 - FNMR at an FMR: the part of the mated comparisons that passes while no more than this part of the
 * non-mated ones does.
 */
export function trueAcceptRate(curve: ErrorCurve, far: number): number {
  return (curve.matches[lastWithin(curve, far)] ?? 0) / curve.mated;
}

/** The lowest threshold among the scores that keeps an FMR, and what it costs; above all scores where none does. */
export function operatingPoint(curve: ErrorCurve, fmr: number): ErrorRates {
  return pointOf(curve, lastWithin(curve, fmr));
}

function lastWithin({ falseMatches, nonMated }: ErrorCurve, fmr: number): number {
  const allowed = falseMatchesWithin(fmr, nonMated);
  const beyond = falseMatches.findIndex((passed) => passed > allowed);
  return (beyond < 0 ? falseMatches.length : beyond) - 1;
}

function pointOf({ thresholds, matches, falseMatches, mated, nonMated }: ErrorCurve, at: number): ErrorRates {
  return {
    threshold: thresholds[at] ?? Infinity,
    fmr: (falseMatches[at] ?? 0) / nonMated,
    fnmr: (mated - (matches[at] ?? 0)) / mated,
  };
}

/**
 * The area under the ROC curve: how likely a mated comparison scores higher than a non-mated one, a tie counting half
 * (Hanley and McNeil 1982). Failures tie with each other below all else.
 */
export function areaUnderCurve({ matches, falseMatches, mated, nonMated }: ErrorCurve): number {
  let [area, matchesBefore, falseBefore] = [0, 0, 0];
  for (let i = 0; i <= matches.length; i++) {
    const [passed, falselyPassed] = [matches[i] ?? mated, falseMatches[i] ?? nonMated];
    area += ((matchesBefore + passed) / 2) * (falselyPassed - falseBefore);
    [matchesBefore, falseBefore] = [passed, falselyPassed];
  }
  return area / mated / nonMated;
}

/** ROC: FMR across, 1 - FNMR up; DET: FMR across, FNMR up (Martin 1997). Corners only: between them lie straight lines. */
export function errorPoints(curve: ErrorCurve): ErrorRates[] {
  const { thresholds, matches, falseMatches } = curve;
  const points: ErrorRates[] = [];
  for (let i = 0; i < thresholds.length; i++) {
    const [dx, dy] = [falseMatches[i]! - (falseMatches[i - 1] ?? 0), matches[i]! - (matches[i - 1] ?? 0)];
    const isStraight =
      i + 1 < thresholds.length && dx * (matches[i + 1]! - matches[i]!) === dy * (falseMatches[i + 1]! - falseMatches[i]!);
    if (!isStraight) points.push(pointOf(curve, i));
  }
  return points;
}
