import type { Matrix } from "../matrix.ts";

/** Rows divided by their length, and those lengths for the way back. */
export interface UnitRows {
  readonly units: Float64Array;
  readonly norms: Float64Array;
  readonly rows: number;
  readonly columns: number;
}

/** A shorter row is divided by this, so that a row of zeros stays one (as `torch.nn.functional.normalize`). */
const shortest = 1e-12;

/** @throws {RangeError} for a row with a value that is not finite, or whose squares overflow */
export function unitRows({ data, rows, columns }: Matrix): UnitRows {
  const units = new Float64Array(rows * columns);
  const norms = new Float64Array(rows);
  for (let row = 0; row < rows; row++) {
    const start = row * columns;
    let squares = 0;
    for (let at = start; at < start + columns; at++) squares += data[at]! * data[at]!;
    const norm = Math.sqrt(squares);
    if (!Number.isFinite(norm)) throw new RangeError(`row ${row} has a value that is not finite, or too large a one`);
    norms[row] = norm;
    const divisor = Math.max(norm, shortest);
    for (let at = start; at < start + columns; at++) units[at] = data[at]! / divisor;
  }
  return { units, norms, rows, columns };
}

/**
 * dLoss/dRows out of dLoss/dUnits, in place: the part of the gradient across the row, divided by the row's length.
 * Along the row a unit vector cannot move.
 */
export function throughNorm(gradient: Float64Array, { units, norms, rows, columns }: UnitRows): Float64Array {
  for (let row = 0; row < rows; row++) {
    const start = row * columns;
    const norm = norms[row]!;
    let along = 0;
    // Under the shortest length the divisor is a constant, so nothing is taken off.
    if (norm >= shortest) for (let at = start; at < start + columns; at++) along += gradient[at]! * units[at]!;
    const divisor = Math.max(norm, shortest);
    for (let at = start; at < start + columns; at++) gradient[at] = (gradient[at]! - along * units[at]!) / divisor;
  }
  return gradient;
}
