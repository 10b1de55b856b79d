import { vectorsOf } from "../../src/metrics/vectors.ts";
import type { FaceLike } from "./face-like.ts";

/** Seconds that the loop anybody would write first takes for `asked` queries: all inner products, then sort. */
export function naiveSeconds(set: FaceLike, asked: number): number {
  const { rows, columns } = set.embeddings;
  const { data } = vectorsOf(set.embeddings, "cosine");
  const start = performance.now();
  let found = 0;
  for (let query = 0; query < asked; query++) {
    const scores = new Float32Array(rows);
    for (let row = 0; row < rows; row++) {
      let sum = 0;
      for (let i = 0; i < columns; i++) sum += data[query * columns + i]! * data[row * columns + i]!;
      scores[row] = sum;
    }
    const order = Uint32Array.from(scores.keys()).toSorted((a, b) => scores[b]! - scores[a]!);
    found += set.labels[order[1]!] === set.labels[query] ? 1 : 0;
  }
  const seconds = (performance.now() - start) / 1000;
  if (found === 0) throw new Error("the loop found nobody");
  return seconds;
}
