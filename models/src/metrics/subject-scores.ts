import type { Scores } from "./scores.ts";

/** Scores that know whose they are, so that subjects can be drawn again. */
export interface SubjectScores extends Scores {
  /** How many subjects there are. */
  readonly subjects: number;
  /** Whose `mated[i]` is. */
  readonly matedSubjects: Int32Array;
  /** Of which two subjects `nonMated[i]` is. */
  readonly nonMatedSubjects: readonly [Int32Array, Int32Array];
}

/**
 * Each pair of pictures once, one with those before it.
 *
 * @param names who is on each picture
 * @param score of picture i with picture j < i; -Infinity where one of them gave no template
 */
export function subjectScores(names: readonly string[], score: (i: number, j: number) => number): SubjectScores {
  const numbers = new Map([...new Set(names)].map((name, i) => [name, i]));
  const subjectOf = Int32Array.from(names, (name) => numbers.get(name)!);
  const pairs: Comparison[] = [];
  for (let i = 0; i < names.length; i++) {
    for (let j = 0; j < i; j++) pairs.push({ score: score(i, j), a: subjectOf[i]!, b: subjectOf[j]! });
  }
  return scoresOfPairs(pairs, numbers.size);
}

/**
 * Of some pairs only, such as those within each part of a cross-validation.
 *
 * @param subjects how many there are
 */
export function scoresOfPairs(pairs: readonly Comparison[], subjects: number): SubjectScores {
  const mated = pairs.filter(({ a, b }) => a === b).toSorted(byScore);
  const nonMated = pairs.filter(({ a, b }) => a !== b).toSorted((x, y) => byScore(y, x));
  return {
    mated: Float64Array.from(mated, ({ score }) => score),
    nonMated: Float64Array.from(nonMated, ({ score }) => score),
    subjects,
    matedSubjects: Int32Array.from(mated, ({ a }) => a),
    nonMatedSubjects: [Int32Array.from(nonMated, ({ a }) => a), Int32Array.from(nonMated, ({ b }) => b)],
  };
}

/** A score, and the numbers of the two subjects. */
export interface Comparison {
  readonly score: number;
  readonly a: number;
  readonly b: number;
}

/** Two failures have no difference: infinity less infinity is no number. */
function byScore(x: Comparison, y: Comparison): number {
  return x.score === y.score ? 0 : x.score - y.score;
}

/** How often each comparison counts. */
export interface PairWeights {
  mated(index: number): number;
  nonMated(index: number): number;
}

/**
 * Of subjects that were drawn so many times each. One that was drawn twice counts twice, but is not compared with
 * itself as if it were two.
 */
export function weightsOf({ matedSubjects, nonMatedSubjects }: SubjectScores, drawn: Float64Array): PairWeights {
  const [a, b] = nonMatedSubjects;
  return {
    mated: (i) => drawn[matedSubjects[i]!]!,
    nonMated: (i) => drawn[a[i]!]! * drawn[b[i]!]!,
  };
}
