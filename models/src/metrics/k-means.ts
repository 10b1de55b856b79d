import { eachNearest, inertiaOf, product, squaredDistance, type Partition } from "./partition.ts";
import type { Nearest } from "./nearest.ts";
import { gather } from "./vectors.ts";

export interface LloydOptions {
  readonly nearest: Nearest;
  /** At most. */
  readonly iterations: number;
  /** Centres are given the length of 1 (Dhillon and Modha 2001). */
  readonly spherical: boolean;
  readonly signal: AbortSignal | undefined;
}

export interface Converged {
  readonly inertia: number;
  readonly iterations: number;
  /** Whether the last iteration changed no row. */
  readonly converged: boolean;
}

/** Lloyd's algorithm (Lloyd 1982) from a partition to a local minimum, in place. */
export async function lloyd(partition: Partition, options: LloydOptions): Promise<Converged> {
  const { centres } = partition;
  const sums = new Float64Array(centres.data.length);
  let changed = new Set(Array.from({ length: centres.rows }, (_, cluster) => cluster));
  for (let iteration = 1; iteration <= options.iterations; iteration++) {
    recentre(partition, changed, sums, options);
    changed = await reassign(partition, changed, options);
    fillEmpty(partition, changed);
    if (changed.size === 0) return { inertia: inertiaOf(partition), iterations: iteration, converged: true };
  }
  return { inertia: inertiaOf(partition), iterations: options.iterations, converged: false };
}

/** Clusters whose rows changed get the mean of their rows as their centre. */
function recentre(
  { vectors, centres, assignments }: Partition,
  changed: ReadonlySet<number>,
  sums: Float64Array,
  { spherical }: LloydOptions,
): void {
  const { data, rows, columns } = vectors;
  const counts = new Int32Array(centres.rows);
  for (const cluster of changed) sums.fill(0, cluster * columns, (cluster + 1) * columns);
  for (let row = 0; row < rows; row++) {
    const cluster = assignments[row]!;
    if (!changed.has(cluster)) continue;
    counts[cluster]!++;
    const [from, to] = [row * columns, cluster * columns];
    for (let i = 0; i < columns; i++) sums[to + i]! += data[from + i]!;
  }
  for (const cluster of changed) {
    if (counts[cluster] === 0) continue;
    const [start, end] = [cluster * columns, (cluster + 1) * columns];
    let square = 0;
    for (let i = start; i < end; i++) square += sums[i]! * sums[i]!;
    const scale = 1 / (spherical && square > 0 ? Math.sqrt(square) : counts[cluster]!);
    for (let i = start; i < end; i++) centres.data[i] = sums[i]! * scale;
    centres.offsets[cluster] = -product(centres.data, start, centres.data, start, columns) / 2;
  }
}

/**
 * Each row to its nearest centre, without looking where nothing can have come nearer (Kaukoranta, Fränti and Nevalainen
 * 2000, "A fast exact GLA based on code vector activity detection"): centres that stayed are no nearer than they were,
 * so a row whose own centre stayed or came nearer can only leave for one that moved.
 *
 * @returns the clusters whose rows changed
 */
async function reassign(
  partition: Partition,
  moved: ReadonlySet<number>,
  { nearest, signal }: LloydOptions,
): Promise<Set<number>> {
  const { vectors, centres, assignments, scores } = partition;
  const changed = new Set<number>();
  const everywhere: number[] = [];
  const amongMoved: number[] = [];
  for (let row = 0; row < vectors.rows; row++) {
    const own = assignments[row]!;
    if (moved.has(own)) {
      const before = scores[row]!;
      const { columns } = vectors;
      const now = product(vectors.data, row * columns, centres.data, own * columns, columns) + centres.offsets[own]!;
      scores[row] = now;
      (now >= before ? amongMoved : everywhere).push(row);
    } else amongMoved.push(row);
  }
  const movedClusters = Int32Array.from(moved).toSorted();
  const rows = Int32Array.from(everywhere);
  await eachNearest(nearest, vectors, { centres, rows, signal }, move);
  const some = gather(centres, movedClusters) as typeof centres;
  await eachNearest(nearest, vectors, { centres: some, rows: Int32Array.from(amongMoved), signal }, (row, place, score) =>
    move(row, movedClusters[place]!, score),
  );
  return changed;

  function move(row: number, cluster: number, score: number): void {
    const own = assignments[row]!;
    if (cluster === own || score <= scores[row]!) return;
    changed.add(own).add(cluster);
    assignments[row] = cluster;
    scores[row] = score;
  }
}

/** A cluster that lost all of its rows begins again at the row that is farthest from its centre. */
function fillEmpty(partition: Partition, changed: Set<number>): void {
  const { centres, assignments, scores, squares, vectors } = partition;
  const counts = new Int32Array(centres.rows);
  for (const cluster of assignments) counts[cluster]!++;
  const empty = Array.from(counts.keys()).filter((cluster) => counts[cluster] === 0);
  if (empty.length === 0) return;
  const distances = Float64Array.from({ length: vectors.rows }, (_, row) => squaredDistance(partition, row));
  const farthest = Uint32Array.from(distances.keys()).toSorted((a, b) => distances[b]! - distances[a]! || a - b);
  let next = 0;
  for (const cluster of empty) {
    while (next < farthest.length && counts[assignments[farthest[next]!]!] === 1) next++;
    const row = farthest[next++];
    // Rounding is no distance: there are fewer different rows than clusters.
    if (row === undefined || distances[row]! <= 1e-6 * squares[row]!) return;
    counts[assignments[row]!]!--;
    counts[cluster] = 1;
    changed.add(assignments[row]!).add(cluster);
    assignments[row] = cluster;
    scores[row] = squares[row]! / 2;
  }
}
