import { errorRatesAt, scoresOf, type Scores } from "./scores.ts";

/** What came of searching a gallery for one probe (ISO/IEC 2382-37: an identification search). */
export interface Search {
  /** Whether the probe's subject is in the gallery. */
  readonly mated: boolean;
  /** The place of the probe's subject, from 1; Infinity if it is not there or could not be compared. */
  readonly rank: number;
  /** The best score with a reference of the probe's subject; -Infinity if there is none. */
  readonly mateScore: number;
  /** The best score with a reference of somebody else; -Infinity if there is none. */
  readonly otherScore: number;
}

/**
 * Searches a gallery for each probe. A subject is as alike as the best of its references. A tie counts against the
 * probe's subject, so that scores that say nothing find nobody.
 *
 * @param probes the subject of each probe
 * @param references the subject of each reference
 * @param score of a probe and a reference, by their places; -Infinity where one of them gave no template, undefined
 *   where the reference is not searched for this probe, such as the same picture
 */
export function searches(
  probes: readonly string[],
  references: readonly string[],
  score: (probe: number, reference: number) => number | undefined,
): Search[] {
  return probes.map((subject, probe) => {
    const best = new Map<string, number>();
    references.forEach((other, reference) => {
      const found = score(probe, reference);
      if (found !== undefined) best.set(other, Math.max(best.get(other) ?? -Infinity, found));
    });
    const mateScore = best.get(subject) ?? -Infinity;
    const mated = best.delete(subject);
    const others = Float64Array.from(best.values());
    const ahead = others.filter((other) => other >= mateScore).length;
    return {
      mated,
      rank: mateScore > -Infinity ? ahead + 1 : Infinity,
      mateScore,
      otherScore: others.reduce((most, other) => Math.max(most, other), -Infinity),
    };
  });
}

/**
 * The cumulative match characteristic (Grother and Phillips 2004; ISO/IEC 19795-1): by rank, the part of the mated
 * searches whose subject is at that place or before it, whatever its score.
 */
export function cumulativeMatch(found: readonly Search[], ranks: readonly number[]): Readonly<Record<number, number>> {
  const mated = found.filter((search) => search.mated);
  return Object.fromEntries(ranks.map((most) => [most, mated.filter(({ rank }) => rank <= most).length / mated.length]));
}

/**
 * Searches of an open set as scores: of mated searches that of the subject if it is among the first `rank`, of non-mated
 * ones the best that anybody has. What {@link errorCurve} makes of them is FPIR and FNIR in place of FMR and FNMR.
 */
export function openSetScores(found: readonly Search[], { rank = 1 }: { rank?: number } = {}): Scores {
  const mated = found.filter((search) => search.mated);
  const nonMated = found.filter((search) => !search.mated);
  return scoresOf(
    mated.map((search) => (search.rank <= rank ? search.mateScore : -Infinity)),
    nonMated.map(({ otherScore }) => otherScore),
  );
}

/**
 * At a threshold (ISO/IEC 19795-1): FPIR is the part of the non-mated searches in which somebody passes, FNIR that of
 * the mated ones in which the subject is not among the first `rank` or does not pass.
 */
export function identificationRatesAt(
  found: readonly Search[],
  threshold: number,
  options: { rank?: number } = {},
): { readonly fpir: number; readonly fnir: number } {
  const { fmr, fnmr } = errorRatesAt(openSetScores(found, options), threshold);
  return { fpir: fmr, fnir: fnmr };
}
