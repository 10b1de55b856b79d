import type { Contingency } from "./contingency.ts";

/**
 * F1 over pairs of rows: a pair is right if it is in one cluster and of one class (Manning 2008, "Introduction to
 * information retrieval", 16.3; Song 2016 reports it beside NMI). 0 where no pair is right.
 */
export function pairF1({ classes, clusters, cells }: Contingency): number {
  const pairs = (sizes: Iterable<number>) => {
    let sum = 0;
    for (const size of sizes) sum += (size * (size - 1)) / 2;
    return sum;
  };
  const right = pairs(cells.map(({ count }) => count));
  return right === 0 ? 0 : (2 * right) / (pairs(classes) + pairs(clusters));
}

/** The part of the rows that are of the class that most of their cluster are of (Manning 2008, 16.3). */
export function purity({ clusters, cells, rows }: Contingency): number {
  const most = new Float64Array(clusters.length);
  for (const { inCluster, count } of cells) most[inCluster] = Math.max(most[inCluster]!, count);
  return most.reduce((sum, count) => sum + count, 0) / rows;
}
