import type { Retrieval } from "./retrieval.ts";
import { subjectsBootstrap } from "./subjects-bootstrap.ts";

export type Interval = readonly [low: number, high: number];

/** 95 % of each, if the queries' classes are drawn again. */
export interface RetrievalIntervals {
  readonly precisionAt1: Interval;
  readonly rPrecision: Interval;
  readonly mapAtR: Interval;
}

/**
 * Intervals by drawing whole classes again: queries of one class are not independent. The gallery stays what it is, so
 * they tell how far other queries would differ, not other galleries.
 *
 * @param labels the class of each row of the embeddings
 */
export function retrievalIntervals(
  { each }: Retrieval,
  labels: Int32Array,
  options: { readonly rounds?: number; readonly random: () => number },
): RetrievalIntervals {
  const numbers = new Map<number, number>();
  const classes = each.rows.map((row) => {
    const number = numbers.get(labels[row]!) ?? numbers.size;
    numbers.set(labels[row]!, number);
    return number;
  });
  const mean = (drawn: Float64Array, of: (query: number) => number) => {
    let [sum, weights] = [0, 0];
    for (let query = 0; query < classes.length; query++) {
      const weight = drawn[classes[query]!]!;
      sum += weight * of(query);
      weights += weight;
    }
    return sum / weights;
  };
  return subjectsBootstrap(
    numbers.size,
    (drawn) => ({
      precisionAt1: mean(drawn, (query) => (each.firstMate[query] === 1 ? 1 : 0)),
      rPrecision: mean(drawn, (query) => each.rPrecision[query]!),
      mapAtR: mean(drawn, (query) => each.averagePrecision[query]!),
    }),
    options,
  );
}
