import type { Found } from "./nearest.ts";

/** The best gallery rows of some queries, from as many blocks of the gallery as were merged into it. */
export interface Ranking {
  /** The gallery rows of a query, best first; of equal ones the lowest row first. */
  of(query: number): Int32Array;
  /** Takes in what was found in a block that begins at gallery row `first`; blocks come in the order of their rows. */
  merge(found: Found, first: number): void;
}

/**
 * Keeps `depth` rows of each query.
 *
 * @param selves the gallery row that is the query itself and is left out, or -1
 */
export function ranking(selves: Int32Array, depth: number): Ranking {
  const scores = new Float32Array(selves.length * depth);
  const rows = new Int32Array(selves.length * depth);
  const lengths = new Int32Array(selves.length);
  const mergedScores = new Float32Array(depth);
  const mergedRows = new Int32Array(depth);

  function mergeOne(query: number, { count, scores: newScores, rows: newRows }: Found, first: number): void {
    const start = query * depth;
    const length = lengths[query]!;
    const self = selves[query]! - first;
    let [old, next, filled] = [start, query * count, 0];
    const [oldEnd, nextEnd] = [start + length, next + count];
    if (length === depth && newScores[next]! <= scores[oldEnd - 1]!) return;
    while (filled < depth && (old < oldEnd || next < nextEnd)) {
      if (next < nextEnd && newRows[next] === self) next++;
      // Of equal ones those of the earlier blocks, which have lower rows.
      else if (next === nextEnd || (old < oldEnd && scores[old]! >= newScores[next]!)) {
        mergedScores[filled] = scores[old]!;
        mergedRows[filled++] = rows[old++]!;
      } else {
        mergedScores[filled] = newScores[next]!;
        mergedRows[filled++] = first + newRows[next++]!;
      }
    }
    scores.set(mergedScores.subarray(0, filled), start);
    rows.set(mergedRows.subarray(0, filled), start);
    lengths[query] = filled;
  }

  return {
    of: (query) => rows.subarray(query * depth, query * depth + lengths[query]!),
    merge(found, first) {
      for (let query = 0; query < selves.length; query++) mergeOne(query, found, first);
    },
  };
}
