import { euclidean } from "../distances/euclidean.ts";
import { miner } from "./field.ts";
import type { Miner } from "./miner.ts";
import { finiteOptions } from "./options.ts";
import { pick } from "./pick.ts";
import { tripletList } from "./triplet-list.ts";

export interface SemiHardMinerOptions {
  /** How much farther than the positive a negative may be. Default 0.2. */
  readonly margin?: number;
}

/**
 * Each anchor with one of its positives by chance, and by chance one of the negatives that are farther than it, but by
 * less than the margin; any negative where there is none such. Anchors without a positive or a negative are left out.
 *
 * Schroff, Kalenichenko, Philbin 2015, "FaceNet", eq. 4, drawn as in `semihardsampling` of Roth and Brattoli 2019,
 * Deep-Metric-Learning-Baselines, on normalised rows. For all such triplets at once see `tripletMarginMiner`.
 */
export function semiHardMiner({ margin = 0.2 }: SemiHardMinerOptions = {}): Miner {
  finiteOptions("semiHard", { margin });
  return miner("semiHard", euclidean, ({ values, rows, columns, positives, negatives, random }) => {
    const list = tripletList();
    for (let anchor = 0; anchor < rows; anchor++) {
      const mated = positives(anchor);
      const others = negatives(anchor);
      if (mated.length === 0 || others.length === 0) continue;
      const distance = (row: number) => values[anchor * columns + row]!;
      const positive = pick(mated, random);
      const near = distance(positive);
      const semiHard = others.filter((row) => distance(row) > near && distance(row) < near + margin);
      list.add(anchor, positive, pick(semiHard.length > 0 ? semiHard : others, random));
    }
    return list.triplets();
  });
}
