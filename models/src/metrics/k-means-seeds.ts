import type { Matrix } from "../matrix.ts";
import type { Random } from "../random.ts";
import type { Nearest } from "./nearest.ts";
import { eachNearest, product, squaredDistance, type Partition } from "./partition.ts";

/** Rows that are proposed at a time, so that distances are a product of matrices instead of one pass each. */
const proposals = 256;

/** A square this much smaller than the row's own is rounding: the row lies on its centre. */
const rounding = 1e-6;

/**
 * k-means++ (Arthur and Vassilvitskii 2007): each next centre is a row, drawn by its squared distance from the nearest
 * centre so far. Drawn in batches without a change of what is drawn: a batch is proposed by the distances before it,
 * and each row is then taken with the odds of its distance by now to that distance (rejection sampling; distances only
 * fall). Fewer than `clusters` where there are not so many different rows.
 */
export async function seedPartition(
  nearest: Nearest,
  vectors: Matrix<Float32Array>,
  squares: Float64Array,
  { clusters, random, signal }: { clusters: number; random: Random; signal: AbortSignal | undefined },
): Promise<Partition> {
  const { data, rows, columns } = vectors;
  const partition: Partition = {
    vectors,
    squares,
    centres: { data: new Float32Array(clusters * columns), rows: clusters, columns, offsets: new Float32Array(clusters) },
    assignments: new Int32Array(rows),
    scores: new Float64Array(rows).fill(-Infinity),
  };
  const { centres, assignments, scores } = partition;
  const weight = (row: number) => {
    const square = squaredDistance(partition, row);
    return square > rounding * squares[row]! ? square : 0;
  };

  let count = 0;
  await take([random.integer(rows)]);
  const sums = new Float64Array(rows);
  while (count < clusters) {
    let total = 0;
    for (let row = 0; row < rows; row++) sums[row] = total += weight(row);
    if (total === 0) break;
    const taken: number[] = [];
    for (let i = 0; i < proposals && count + taken.length < clusters; i++) {
      const row = firstAbove(sums, random.uniform() * total);
      const before = weight(row);
      const now = taken.reduce((least, other) => Math.min(least, squareBetween(row, other)), before);
      if (random.uniform() * before < now) taken.push(row);
    }
    await take(taken);
  }
  return { ...partition, centres: firstCentres(count) };

  function squareBetween(a: number, b: number): number {
    const square = squares[a]! + squares[b]! - 2 * product(data, a * columns, data, b * columns, columns);
    return square > rounding * squares[a]! ? square : 0;
  }

  /** Makes centres of rows, and lets each row change to one of them that is nearer. */
  async function take(taken: readonly number[]): Promise<void> {
    const first = count;
    for (const row of taken) {
      centres.data.set(data.subarray(row * columns, (row + 1) * columns), count * columns);
      centres.offsets[count++] = -squares[row]! / 2;
    }
    await eachNearest(nearest, vectors, { centres: firstCentres(count, first), signal }, (row, centre, score) => {
      if (score <= scores[row]!) return;
      scores[row] = score;
      assignments[row] = first + centre;
    });
  }

  function firstCentres(end: number, start = 0) {
    return {
      data: centres.data.subarray(start * columns, end * columns),
      rows: end - start,
      columns,
      offsets: centres.offsets.subarray(start, end),
    };
  }
}

function firstAbove(sums: Float64Array, value: number): number {
  let [low, high] = [0, sums.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sums[middle]! > value) high = middle;
    else low = middle + 1;
  }
  return low;
}
