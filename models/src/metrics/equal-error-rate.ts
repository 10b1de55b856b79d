import type { ErrorCurve } from "./error-curve.ts";

/**
 * Where false match and false non-match rate meet: the mean of the two where they are nearest, of the thresholds at
 * the non-mated scores and of one just above them all. NaN without comparisons of both kinds.
 */
export function equalErrorRate({ matches, falseMatches, mated, nonMated }: ErrorCurve): number {
  let best = { gap: Infinity, rate: Number.NaN };
  let [matchesBefore, falseBefore] = [0, 0];
  for (let i = 0; i < matches.length; i++) {
    if (falseMatches[i]! > falseBefore) {
      if (falseBefore === 0) consider(0, matchesBefore);
      // The first rises and the second falls from here on.
      if (consider(falseMatches[i]!, matches[i]!) > 0) break;
    }
    [matchesBefore, falseBefore] = [matches[i]!, falseMatches[i]!];
  }
  // Where no non-mated comparison has a score, nothing passes falsely at the lowest score that there is.
  if (falseBefore === 0 && nonMated > 0) consider(0, matchesBefore);
  return best.rate;

  function consider(falseMatches: number, matches: number): number {
    const [fmr, fnmr] = [falseMatches / nonMated, (mated - matches) / mated];
    const gap = Math.abs(fmr - fnmr);
    if (gap < best.gap) best = { gap, rate: (fmr + fnmr) / 2 };
    return fmr - fnmr;
  }
}
