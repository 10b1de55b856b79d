import type { Contingency } from "./contingency.ts";
import { expectedMutualInformation } from "./expected-mutual-information.ts";

/**
 * Normalised mutual information: what clusters tell of classes, by the arithmetic mean of both entropies (Strehl and
 * Ghosh 2002 with the mean of Vinh 2010; scikit-learn's default). 0 to 1; it rises with the number of clusters alone.
 */
export function normalisedMutualInformation(table: Contingency): number {
  if (isTrivial(table)) return 1;
  return mutualInformation(table) / meanEntropy(table);
}

/** Adjusted mutual information: 0 for clusters by chance, whatever their number (Vinh 2010, eq. 15 with the mean). */
export function adjustedMutualInformation(table: Contingency): number {
  if (isTrivial(table)) return 1;
  const expected = expectedMutualInformation(table);
  const room = meanEntropy(table) - expected;
  // Both are 0 where each row is a class or a cluster of its own: what is left of rounding must not be magnified.
  const least = room < 0 ? -Number.EPSILON : Number.EPSILON;
  return (mutualInformation(table) - expected) / (Math.abs(room) < Number.EPSILON ? least : room);
}

/** One class in one cluster: nothing to tell, and that is told perfectly, as scikit-learn has it. */
function isTrivial({ classes, clusters }: Contingency): boolean {
  return classes.length === 1 && clusters.length === 1;
}

function mutualInformation({ classes, clusters, cells, rows }: Contingency): number {
  let sum = 0;
  for (const { inClass, inCluster, count } of cells) {
    sum += (count / rows) * Math.log((count * rows) / (classes[inClass]! * clusters[inCluster]!));
  }
  // Rounding may leave a little below zero.
  return Math.max(0, sum);
}

function meanEntropy({ classes, clusters, rows }: Contingency): number {
  const entropy = (sizes: Float64Array) => sizes.reduce((sum, size) => sum - (size / rows) * Math.log(size / rows), 0);
  return (entropy(classes) + entropy(clusters)) / 2;
}
