import { euclidean } from "../distances/euclidean.ts";
import { miner } from "./field.ts";
import type { Miner } from "./miner.ts";
import { type Range, type Strategy, suited } from "./strategy.ts";
import { pairList } from "./pair-list.ts";

export interface BatchEasyHardMinerOptions {
  /** Default "easy". */
  readonly posStrategy?: Strategy;
  /** Default "semihard". */
  readonly negStrategy?: Strategy;
  /** Positives out of these distances are left out. Default: none is. */
  readonly allowedPosRange?: Range;
  /** Negatives out of these distances are left out. Default: none is. */
  readonly allowedNegRange?: Range;
}

/**
 * Each anchor with one positive and one negative, by how far they are; by default with the nearest positive, and the
 * nearest negative that is farther. A semihard one is chosen after the other kind. Anchors for which one of the two is
 * missing are left out; of equals the first is taken. "all" takes all pairs of its kind, whatever the range.
 *
 * Xuan, Stylianou, Pless 2020, "Improved embeddings with easy positive triplet mining", as in pytorch-metric-learning.
 *
 * @throws {RangeError} for "semihard" together with "semihard" or "all"
 */
export function batchEasyHardMiner(options: BatchEasyHardMinerOptions = {}): Miner {
  const { posStrategy = "easy", negStrategy = "semihard", allowedPosRange, allowedNegRange } = options;
  const both = new Set([posStrategy, negStrategy]);
  if (both.has("semihard") && (both.has("all") || both.size === 1)) {
    throw new RangeError(`batchEasyHard: "${posStrategy}" positives do not go with "${negStrategy}" negatives`);
  }

  return miner("batchEasyHard", euclidean, ({ values, rows, columns, positives, negatives }) => {
    const list = pairList();
    for (let anchor = 0; anchor < rows; anchor++) {
      const distance = (row: number) => values[anchor * columns + row]!;
      const mates = () => ({ rows: positives(anchor), distance, hard: "farthest", range: allowedPosRange }) as const;
      const others = () => ({ rows: negatives(anchor), distance, hard: "nearest", range: allowedNegRange }) as const;
      let chosen: readonly [positives: Int32Array, negatives: Int32Array];
      if (posStrategy === "semihard") {
        const negative = suited(negStrategy, others());
        chosen = [suited(posStrategy, mates(), negative[0]), negative];
      } else {
        const positive = suited(posStrategy, mates());
        chosen = [positive, suited(negStrategy, others(), positive[0])];
      }
      if (!both.has("all") && chosen.some((rows) => rows.length === 0)) continue;
      for (const positive of chosen[0]) list.addPositive(anchor, positive);
      for (const negative of chosen[1]) list.addNegative(anchor, negative);
    }
    return list.pairs();
  });
}
