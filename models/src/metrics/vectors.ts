import type { Matrix } from "../matrix.ts";
import { TrainingError } from "../training-error.ts";

/** How far two embeddings are apart: by the angle between them, or by the straight line. */
export type Distance = "cosine" | "euclidean";

/** Float32 rows to search, and what a search adds to the score of each. */
export interface Vectors extends Matrix<Float32Array> {
  readonly offsets?: Float32Array;
}

/**
 * A float32 copy of embeddings of which an inner product, plus the offset, ranks as the distance does. For the cosine
 * rows get the length 1; one of zeros stays, as far from all others as a right angle.
 *
 * @throws {TrainingError} `not_finite`, naming the row
 */
export function vectorsOf({ data, rows, columns }: Matrix, distance: Distance): Vectors {
  const copy = Float32Array.from(data);
  const offsets = new Float32Array(rows);
  for (let row = 0; row < rows; row++) {
    const start = row * columns;
    let square = 0;
    for (let i = start; i < start + columns; i++) square += data[i]! * data[i]!;
    if (!Number.isFinite(square)) throw new TrainingError("not_finite", `row ${row} of the embeddings is not finite`);
    offsets[row] = -square / 2;
    if (distance === "euclidean" || square === 0) continue;
    const scale = 1 / Math.sqrt(square);
    for (let i = start; i < start + columns; i++) copy[i] = data[i]! * scale;
  }
  return { data: copy, rows, columns, ...(distance === "euclidean" && { offsets }) };
}

/** Rows from `start` up to `end`, without copying. */
export function block({ data, columns, offsets }: Vectors, start: number, end: number): Vectors {
  const part = { data: data.subarray(start * columns, end * columns), rows: end - start, columns };
  return offsets ? { ...part, offsets: offsets.subarray(start, end) } : part;
}

/** The rows that are named, in that order, side by side in memory. */
export function gather({ data, columns, offsets }: Vectors, rows: ArrayLike<number>): Vectors {
  const gathered = new Float32Array(rows.length * columns);
  for (let i = 0; i < rows.length; i++) {
    gathered.set(data.subarray(rows[i]! * columns, (rows[i]! + 1) * columns), i * columns);
  }
  const part = { data: gathered, rows: rows.length, columns };
  return offsets ? { ...part, offsets: Float32Array.from(rows, (row) => offsets[row]!) } : part;
}
