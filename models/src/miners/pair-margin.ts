import { euclidean } from "../distances/euclidean.ts";
import { miner } from "./field.ts";
import type { Miner } from "./miner.ts";
import { finiteOptions } from "./options.ts";
import { pairList } from "./pair-list.ts";

export interface PairMarginMinerOptions {
  /** Mated pairs farther apart than this. Default 0.2. */
  readonly posMargin?: number;
  /** Non-mated pairs closer than this. Default 0.8. */
  readonly negMargin?: number;
}

/** All pairs on the wrong side of a margin, those a contrastive loss would still move; as pytorch-metric-learning's. */
export function pairMarginMiner({ posMargin = 0.2, negMargin = 0.8 }: PairMarginMinerOptions = {}): Miner {
  finiteOptions("pairMargin", { posMargin, negMargin });
  return miner("pairMargin", euclidean, ({ values, rows, columns, positives, negatives }) => {
    const list = pairList();
    for (let anchor = 0; anchor < rows; anchor++) {
      const distance = (row: number) => values[anchor * columns + row]!;
      for (const row of positives(anchor)) if (distance(row) > posMargin) list.addPositive(anchor, row);
      for (const row of negatives(anchor)) if (distance(row) < negMargin) list.addNegative(anchor, row);
    }
    return list.pairs();
  });
}
