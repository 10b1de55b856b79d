import { cosine, type UnitVector } from "@likeness/sdk/core";
import { scoresOf, subjectScores, type Scores, type SubjectScores } from "../metrics/index.ts";

export interface Labelled {
  readonly person: string;
  readonly vector: UnitVector;
}

/**
 * Each pair of pictures once: one as the probe, with those before it as references. `references` are of the same
 * pictures, where their templates were made in another way.
 */
export function allPairs(pictures: readonly Labelled[], references: readonly Labelled[] = pictures): SubjectScores {
  return subjectScores(
    pictures.map(({ person }) => person),
    (i, j) => cosine(pictures[i]!.vector, references[j]!.vector),
  );
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
  return scoresOf(mated, nonMated);
}
