import type { Partition } from "./partition.ts";

/** Lloyd's algorithm as it is written in books: every row is compared with every centre in each iteration. */
export function lloydByBook({ vectors, centres, assignments }: Partition, iterations: number): number[] {
  const { data, rows, columns } = vectors;
  const row = (at: number) => Array.from(data.subarray(at * columns, (at + 1) * columns));
  const distance = (a: readonly number[], b: readonly number[]) => a.reduce((sum, x, i) => sum + (x - b[i]!) ** 2, 0);
  let clusters = Array.from(assignments);
  for (let iteration = 0; iteration < iterations; iteration++) {
    const means = Array.from({ length: centres.rows }, (_, cluster) => {
      const own = Array.from({ length: rows }, (_, at) => at).filter((at) => clusters[at] === cluster).map(row);
      return Array.from({ length: columns }, (_, i) => own.reduce((sum, one) => sum + one[i]!, 0) / own.length);
    });
    const next = clusters.map((_, at) => {
      const distances = means.map((mean) => distance(row(at), mean));
      return distances.indexOf(Math.min(...distances));
    });
    if (next.every((cluster, at) => cluster === clusters[at])) break;
    clusters = next;
  }
  return clusters;
}
