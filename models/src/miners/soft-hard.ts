import { euclidean } from "../distances/euclidean.ts";
import { miner } from "./field.ts";
import type { Miner } from "./miner.ts";
import { pick } from "./pick.ts";
import { tripletList } from "./triplet-list.ts";

/**
 * Each anchor with, by chance, one of the positives farther than its nearest negative and one of the negatives nearer
 * than its farthest positive; any of its kind where there is none such. Softer than the hardest of both, which is
 * often a wrong label. Anchors without a positive or a negative are left out.
 *
 * `softhardsampling` of Roth and Brattoli 2019, Deep-Metric-Learning-Baselines, on normalised rows.
 */
export function softHardMiner(): Miner {
  return miner("softHard", euclidean, ({ values, rows, columns, positives, negatives, random }) => {
    const list = tripletList();
    for (let anchor = 0; anchor < rows; anchor++) {
      const mated = positives(anchor);
      const others = negatives(anchor);
      if (mated.length === 0 || others.length === 0) continue;
      const distance = (row: number) => values[anchor * columns + row]!;
      const farthest = mated.reduce((most, row) => Math.max(most, distance(row)), -Infinity);
      const nearest = others.reduce((least, row) => Math.min(least, distance(row)), Infinity);
      const far = mated.filter((row) => distance(row) > nearest);
      const near = others.filter((row) => distance(row) < farthest);
      const positive = pick(far.length > 0 ? far : mated, random);
      list.add(anchor, positive, pick(near.length > 0 ? near : others, random));
    }
    return list.triplets();
  });
}
