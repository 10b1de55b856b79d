import { rowOf } from "../matrix.ts";
import type { Random } from "../random.ts";
import { type DistanceWeightedMinerOptions, distanceWeights } from "./distance-weights.ts";
import { mates } from "./mates.ts";
import type { Miner } from "./miner.ts";
import { finiteOptions } from "./options.ts";
import { pick } from "./pick.ts";
import { tripletList } from "./triplet-list.ts";

/**
 * Negatives drawn evenly over distances instead of over rows: on a sphere of many dimensions nearly all rows are about
 * √2 apart. Each anchor has as many triplets as its class has rows, each with a positive by chance.
 *
 * Wu, Manmatha, Smola, Krähenbühl 2017, "Sampling matters in deep embedding learning", sect. 4; counts and cut-offs
 * as in pytorch-metric-learning. Classes come in order; anchors without a positive, or without a negative within reach,
 * are left out.
 */
export function distanceWeightedMiner(options: DistanceWeightedMinerOptions = {}): Miner {
  finiteOptions("distanceWeighted", { ...options });
  return {
    name: "distanceWeighted",
    mine: (batch, random, reference) => {
      const weights = distanceWeights(batch, options, reference);
      const { positives } = mates(batch, reference);
      const list = tripletList();
      for (const anchor of inOrderOfClass(batch.labels)) {
        const mated = positives(anchor);
        const row = rowOf(weights, anchor);
        if (mated.length === 0 || !row.some((weight) => weight > 0)) continue;
        const size = mated.length + (reference ? 0 : 1);
        for (let i = 0; i < size; i++) list.add(anchor, pick(mated, random), drawn(row, random));
      }
      return list.triplets();
    },
  };
}

function inOrderOfClass(labels: Int32Array): number[] {
  return [...labels.keys()].toSorted((a, b) => labels[a]! - labels[b]!);
}

/** The index of a weight, as likely as the weight is large; the weights sum to 1. */
function drawn(weights: Float64Array, random: Random): number {
  let left = random.uniform();
  let last = -1;
  for (let at = 0; at < weights.length; at++) {
    if (weights[at] === 0) continue;
    last = at;
    left -= weights[at]!;
    if (left < 0) break;
  }
  return last;
}
