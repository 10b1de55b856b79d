import { euclidean } from "../distances/euclidean.ts";
import { miner } from "./field.ts";
import type { Miner } from "./miner.ts";
import { finiteOptions } from "./options.ts";
import { tripletList } from "./triplet-list.ts";

/** Which triplets, by how much farther the negative is than the positive. */
const kinds = {
  all: (gap: number, margin: number) => gap <= margin,
  hard: (gap: number, margin: number) => gap <= margin && gap <= 0,
  semihard: (gap: number, margin: number) => gap <= margin && gap > 0,
  easy: (gap: number, margin: number) => gap > margin,
} as const;

export interface TripletMarginMinerOptions {
  /** Default 0.2. */
  readonly margin?: number;
  /**
   * "all" that violate the margin; of these, "hard" where the negative is not even farther than the positive, and
   * "semihard" where it is; "easy" those that do not violate it. Default "all".
   */
  readonly typeOfTriplets?: keyof typeof kinds;
}

/**
 * All triplets of a kind, in order of anchor, positive and negative; as pytorch-metric-learning's.
 *
 * Schroff, Kalenichenko, Philbin 2015, "FaceNet", eq. 3 (all) and 4 (semihard).
 */
export function tripletMarginMiner({ margin = 0.2, typeOfTriplets = "all" }: TripletMarginMinerOptions = {}): Miner {
  finiteOptions("tripletMargin", { margin });
  const wanted = kinds[typeOfTriplets];
  return miner("tripletMargin", euclidean, ({ values, rows, columns, positives, negatives }) => {
    const list = tripletList();
    for (let anchor = 0; anchor < rows; anchor++) {
      const others = negatives(anchor);
      for (const positive of positives(anchor)) {
        const near = values[anchor * columns + positive]!;
        for (const negative of others) {
          if (wanted(values[anchor * columns + negative]! - near, margin)) list.add(anchor, positive, negative);
        }
      }
    }
    return list.triplets();
  });
}
