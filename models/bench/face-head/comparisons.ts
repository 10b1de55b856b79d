import { type Matrix, rowOf } from "../../src/matrix.ts";
import { type Comparison, scoresOfPairs, type SubjectScores } from "../../src/metrics/index.ts";

/** What a head makes of pictures that it did not learn from. */
export interface Tested {
  readonly embeddings: Matrix;
  /** Who is on each, by name. */
  readonly people: readonly string[];
  /** What a cosine says, where parts are put on one scale: heads of their own have cosines of their own. */
  readonly scale?: (cosine: number) => number;
}

/**
 * All pairs within each part together: the parts of a cross-validation share no picture, and a pair across
 * two of them would be scored by no one head. Like `subjectScores`, which takes all pairs there are.
 *
 * @param people everyone, in one order for all ways of scoring, so that drawing people again draws the same ones
 */
export function comparisons(parts: readonly Tested[], people: readonly string[]): SubjectScores {
  const numbers = new Map(people.map((name, i) => [name, i]));
  const pairs: Comparison[] = [];
  for (const { embeddings, people: names, scale = identity } of parts) {
    const units = unitRows(embeddings);
    for (let i = 0; i < names.length; i++) {
      for (let j = 0; j < i; j++) {
        pairs.push({ score: scale(product(units[i]!, units[j]!)), a: numbers.get(names[i]!)!, b: numbers.get(names[j]!)! });
      }
    }
  }
  return scoresOfPairs(pairs, people.length);
}

function unitRows(embeddings: Matrix): Float64Array[] {
  return Array.from({ length: embeddings.rows }, (_, row) => {
    const vector = Float64Array.from(rowOf(embeddings, row));
    const length = Math.hypot(...vector);
    return vector.map((value) => value / length);
  });
}

function product(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

function identity(cosine: number): number {
  return cosine;
}
