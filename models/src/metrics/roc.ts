import type { ErrorCurve } from "./error-curve.ts";

/**
 * TAR at FAR, 1 - FNMR at an FMR: the part of the mated comparisons that passes while no more than this part of the
 * non-mated ones does.
 */
export function trueAcceptRate({ matches, falseMatches, mated, nonMated }: ErrorCurve, far: number): number {
  const allowed = Math.floor(far * nonMated);
  let accepted = 0;
  for (let i = 0; i < matches.length && falseMatches[i]! <= allowed; i++) accepted = matches[i]!;
  return accepted / mated;
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

/** A point of the ROC and of the DET curve: at this threshold or above, so much passes. */
export interface ErrorRates {
  readonly threshold: number;
  readonly fmr: number;
  readonly fnmr: number;
}

/** ROC: FMR across, 1 - FNMR up; DET: FMR across, FNMR up (Martin 1997). Corners only: between them lie straight lines. */
export function errorPoints({ thresholds, matches, falseMatches, mated, nonMated }: ErrorCurve): ErrorRates[] {
  const points: ErrorRates[] = [];
  for (let i = 0; i < thresholds.length; i++) {
    const [dx, dy] = [falseMatches[i]! - (falseMatches[i - 1] ?? 0), matches[i]! - (matches[i - 1] ?? 0)];
    const isStraight =
      i + 1 < thresholds.length && dx * (matches[i + 1]! - matches[i]!) === dy * (falseMatches[i + 1]! - falseMatches[i]!);
    if (isStraight) continue;
    points.push({ threshold: thresholds[i]!, fmr: falseMatches[i]! / nonMated, fnmr: (mated - matches[i]!) / mated });
  }
  return points;
}
