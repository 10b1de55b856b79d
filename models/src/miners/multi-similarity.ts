import { cosine } from "../distances/cosine.ts";
import { miner } from "./field.ts";
import type { Miner } from "./miner.ts";
import { finiteOptions } from "./options.ts";
import { pairList } from "./pair-list.ts";

export interface MultiSimilarityMinerOptions {
  /** How much easier than the hardest of the other kind a pair may be. Default 0.1. */
  readonly epsilon?: number;
}

/**
 * Of each anchor, the positives less similar than its most similar negative plus epsilon, and the negatives more
 * similar than its least similar positive less epsilon. Each list rises by similarity.
 *
 * Wang, Han, Huang, Dong, Scott 2019, "Multi-similarity loss with general pair weighting for deep metric learning",
 * sect. 3, pair mining.
 */
export function multiSimilarityMiner({ epsilon = 0.1 }: MultiSimilarityMinerOptions = {}): Miner {
  finiteOptions("multiSimilarity", { epsilon });
  return miner("multiSimilarity", cosine, ({ values, rows, columns, positives, negatives }) => {
    const list = pairList();
    for (let anchor = 0; anchor < rows; anchor++) {
      const similarity = (row: number) => values[anchor * columns + row]!;
      const mated = positives(anchor);
      const others = negatives(anchor);
      const least = mated.reduce((least, row) => Math.min(least, similarity(row)), Infinity);
      const most = others.reduce((most, row) => Math.max(most, similarity(row)), -Infinity);
      const rising = (a: number, b: number) => similarity(a) - similarity(b);
      for (const row of mated.filter((row) => similarity(row) - epsilon < most).toSorted(rising)) {
        list.addPositive(anchor, row);
      }
      for (const row of others.filter((row) => similarity(row) + epsilon > least).toSorted(rising)) {
        list.addNegative(anchor, row);
      }
    }
    return list.pairs();
  });
}
