import { euclidean } from "../distances/euclidean.ts";
import type { Batch } from "../losses/loss.ts";
import { type Matrix, matrix, rowOf } from "../matrix.ts";
import { checkInput } from "./checked-input.ts";
import { mates } from "./mates.ts";

export interface DistanceWeightedMinerOptions {
  /** Nearer negatives count as if this far, so that the gradient's variance stays low. Default 0.5. */
  readonly cutoff?: number;
  /** Negatives this far or farther are never drawn: no loss is left in them. Default 1.4. */
  readonly nonzeroLossCutoff?: number;
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
