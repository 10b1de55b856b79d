import { euclidean } from "../distances/euclidean.ts";
import type { Batch } from "../losses/loss.ts";
import { type Matrix, matrix, rowOf } from "../matrix.ts";
import type { Random } from "../random.ts";
import { checkInput } from "./checked-input.ts";
import { mates } from "./mates.ts";
import type { Miner } from "./miner.ts";
import { finiteOptions } from "./options.ts";
import { pick } from "./pick.ts";
import { tripletList } from "./triplet-list.ts";

export interface DistanceWeightedMinerOptions {
  /** Nearer negatives count as if this far, so that the gradient's variance stays low. Default 0.5. */
  readonly cutoff?: number;
  /** Negatives this far or farther are never drawn: no loss is left in them. Default 1.4. */
  readonly nonzeroLossCutoff?: number;
}

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

/**
 * How likely each row is to be the negative of each anchor, N x M; a row sums to 1, or to 0 where no negative is
 * within reach. The inverse of how many points of the sphere lie at that distance.
 *
 * Wu et al. 2017, the first equation of sect. 4: q(d) ∝ d^(n-2) (1 - d²/4)^((n-3)/2).
 */
export function distanceWeights(
  batch: Batch,
  { cutoff = 0.5, nonzeroLossCutoff = 1.4 }: DistanceWeightedMinerOptions = {},
  reference?: Batch,
): Matrix<Float64Array> {
  checkInput({ ...batch, ...(reference && { reference }) });
  const { values, rows, columns } = euclidean(batch.embeddings, reference?.embeddings);
  const dimension = batch.embeddings.columns;
  const { negatives } = mates(batch, reference);
  const weights = new Float64Array(values.length);
  for (let anchor = 0; anchor < rows; anchor++) {
    const row = rowOf(matrix(weights, rows, columns), anchor).fill(-Infinity);
    for (const negative of negatives(anchor)) {
      const distance = Math.max(values[anchor * columns + negative]!, cutoff);
      const logarithm = logInverseDensity(distance, dimension);
      // Opposite points of the sphere have no density; a cut-off of 2 or more would let them in.
      if (distance < nonzeroLossCutoff && Number.isFinite(logarithm)) row[negative] = logarithm;
    }
    // From the greatest of the row down: in many dimensions these powers overflow.
    const greatest = row.reduce((a, b) => Math.max(a, b));
    let sum = 0;
    for (let i = 0; i < columns; i++) sum += row[i] = row[i] === -Infinity ? 0 : Math.exp(row[i]! - greatest);
    if (sum > 0) for (let i = 0; i < columns; i++) row[i]! /= sum;
  }
  return matrix(weights, rows, columns);
}

function logInverseDensity(distance: number, dimension: number): number {
  return (2 - dimension) * Math.log(distance) - ((dimension - 3) / 2) * Math.log(1 - distance ** 2 / 4);
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
