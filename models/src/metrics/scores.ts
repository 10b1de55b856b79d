/**
 * Comparison scores, the higher the more alike, apart by whether one subject was compared or two (ISO/IEC 2382-37:
 * mated and non-mated). A comparison for which one of the pictures gave no template has the score -Infinity: it passes
 * at no threshold.
 */
export interface Scores {
  /** Of one subject; lowest first. */
  readonly mated: Float64Array;
  /** Of two subjects; highest first. */
  readonly nonMated: Float64Array;
}

/** Scores in any order. */
export function scoresOf(mated: Iterable<number>, nonMated: Iterable<number>): Scores {
  return { mated: Float64Array.from(mated).toSorted(), nonMated: Float64Array.from(nonMated).toSorted().toReversed() };
}

/** Without the comparisons that failed for want of a template. */
export function acquired({ mated, nonMated }: Scores): Scores {
  const isThere = (score: number) => score > -Infinity;
  return { mated: mated.filter(isThere), nonMated: nonMated.filter(isThere) };
}

/** The mated comparisons that a threshold misses: those below it. */
export function missedAt({ mated }: Scores, threshold: number): number {
  return firstWhere(mated, (score) => score >= threshold);
}

/** The non-mated comparisons that pass: those at a threshold or above it. */
export function falseMatchesAt({ nonMated }: Scores, threshold: number): number {
  return firstWhere(nonMated, (score) => score < threshold);
}

/** False match and false non-match rate at a threshold (ISO/IEC 19795-1). */
export function errorRatesAt(scores: Scores, threshold: number): { readonly fmr: number; readonly fnmr: number } {
  return {
    fmr: falseMatchesAt(scores, threshold) / scores.nonMated.length,
    fnmr: missedAt(scores, threshold) / scores.mated.length,
  };
}

/** How many of so many non-mated pairs a false match rate allows. */
export function falseMatchesWithin(rate: number, nonMated: number): number {
  // 3e-4 of 10,000 pairs are 3, which binary fractions do not know.
  return Math.floor(rate * nonMated + 1e-9);
}

/** The lowest threshold at which no more than `most` non-mated pairs pass, rounded up to five digits. */
export function thresholdFor({ nonMated }: Scores, most: number): number {
  return Math.ceil((nonMated[most]! + 1e-9) * 1e5) / 1e5;
}

/** Where in sorted scores a condition begins to hold; their number, if nowhere. */
function firstWhere(scores: Float64Array, holds: (score: number) => boolean): number {
  let [low, high] = [0, scores.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(scores[middle]!)) high = middle;
    else low = middle + 1;
  }
  return low;
}
