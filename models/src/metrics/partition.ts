import type { Matrix } from "../matrix.ts";
import type { Nearest } from "./nearest.ts";
import { block, gather, type Vectors } from "./vectors.ts";

/** Rows in clusters, while k-means moves them. */
export interface Partition {
  readonly vectors: Matrix<Float32Array>;
  /** |x|² of each row. */
  readonly squares: Float64Array;
  /** The centre of each cluster, and -|c|²/2. */
  readonly centres: Required<Vectors>;
  /** The cluster of each row. */
  readonly assignments: Int32Array;
  /** x·c - |c|²/2 of each row and its centre: the higher the nearer. */
  readonly scores: Float64Array;
}

/** The squared distance of a row from its centre; rounding may leave a little below zero. */
export function squaredDistance({ squares, scores }: Partition, row: number): number {
  return Math.max(0, squares[row]! - 2 * scores[row]!);
}

/** The sum of squared distances from the centres. */
export function inertiaOf(partition: Partition): number {
  let sum = 0;
  for (let row = 0; row < partition.vectors.rows; row++) sum += squaredDistance(partition, row);
  return sum;
}

/** |x|² of each row. */
export function squaresOf({ data, rows, columns }: Matrix<Float32Array>): Float64Array {
  const squares = new Float64Array(rows);
  for (let row = 0; row < rows; row++) squares[row] = product(data, row * columns, data, row * columns, columns);
  return squares;
}

export function product(a: Float32Array, atA: number, b: Float32Array, atB: number, length: number): number {
  let sum = 0;
  for (let i = 0; i < length; i++) sum += a[atA + i]! * b[atB + i]!;
  return sum;
}

/** Scores at a time: 32 MB of them. */
const scoresInBlock = 2 ** 23;

/** The nearest centre of each row, block by block; `rows` are those asked for, all of them unless they are given. */
export async function eachNearest(
  nearest: Nearest,
  vectors: Matrix<Float32Array>,
  { centres, rows, signal }: { centres: Required<Vectors>; rows?: Int32Array; signal: AbortSignal | undefined },
  visit: (row: number, centre: number, score: number) => void,
): Promise<void> {
  const total = rows?.length ?? vectors.rows;
  const step = Math.min(8192, Math.max(64, Math.floor(scoresInBlock / centres.rows)));
  for (let start = 0; start < total; start += step) {
    signal?.throwIfAborted();
    const end = Math.min(start + step, total);
    const queries = rows ? gather(vectors, rows.subarray(start, end)) : block(vectors, start, end);
    const found = await nearest.search(queries, centres, { count: 1, offsets: centres.offsets });
    for (let i = start; i < end; i++) visit(rows ? rows[i]! : i, found.rows[i - start]!, found.scores[i - start]!);
  }
}
