import { cosine, type UnitVector } from "@likeness/sdk/core";

export interface Labelled {
  readonly person: string;
  readonly vector: UnitVector;
}

/** Comparison scores of all pairs of pictures. */
export interface Scores {
  /** Two pictures of one person; lowest first. */
  readonly mated: Float64Array;
  /** Pictures of two people; highest first. */
  readonly nonMated: Float64Array;
}

/**
 * Each pair of pictures once: one as the probe, with those before it as references. `references` are of the same
 * pictures, where their templates were made in another way.
 */
export function allPairs(pictures: readonly Labelled[], references: readonly Labelled[] = pictures): Scores {
  const mated: number[] = [];
  const nonMated: number[] = [];
  pictures.forEach((a, i) => {
    for (const b of references.slice(0, i)) {
      (a.person === b.person ? mated : nonMated).push(cosine(a.vector, b.vector));
    }
  });
  return sorted(mated, nonMated);
}

/** Of every picture as the probe with every other one as the reference; both lists are of the same pictures. */
export function crossPairs(
  probes: readonly (Labelled | undefined)[],
  references: readonly (Labelled | undefined)[],
): Scores {
  const mated: number[] = [];
  const nonMated: number[] = [];
  probes.forEach((a, i) => {
    references.forEach((b, j) => {
      if (i === j || !a || !b) return;
      (a.person === b.person ? mated : nonMated).push(cosine(a.vector, b.vector));
    });
  });
  return sorted(mated, nonMated);
}

function sorted(mated: readonly number[], nonMated: readonly number[]): Scores {
  return { mated: Float64Array.from(mated).toSorted(), nonMated: Float64Array.from(nonMated).toSorted().toReversed() };
}

/** The mated pairs that a threshold misses. */
export function missedAt({ mated }: Scores, threshold: number): number {
  const index = mated.findIndex((score) => score >= threshold);
  return index < 0 ? mated.length : index;
}

/** The lowest threshold at which no more than `most` non-mated pairs pass, rounded up to five digits. */
export function thresholdFor({ nonMated }: Scores, most: number): number {
  return Math.ceil((nonMated[most]! + 1e-9) * 1e5) / 1e5;
}

export function falseMatchesAt({ nonMated }: Scores, threshold: number): number {
  const index = nonMated.findIndex((score) => score < threshold);
  return index < 0 ? nonMated.length : index;
}

/** Where the two error rates meet. */
export function equalErrorRate(scores: Scores): number {
  // Just above every non-mated score nothing passes falsely: then only FNMR counts.
  const highest = scores.nonMated[0]! + 1e-9;
  let best = { gap: Infinity, rate: 0 };
  for (const threshold of [highest, ...scores.nonMated]) {
    const fmr = falseMatchesAt(scores, threshold) / scores.nonMated.length;
    const fnmr = missedAt(scores, threshold) / scores.mated.length;
    const gap = Math.abs(fmr - fnmr);
    if (gap < best.gap) best = { gap, rate: (fmr + fnmr) / 2 };
    // The first rises and the second falls from here on.
    if (fmr > fnmr) break;
  }
  return best.rate;
}
