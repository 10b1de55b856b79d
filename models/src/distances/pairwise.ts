import type { Matrix } from "../matrix.ts";
import { throughNorm, unitRows, type UnitRows } from "./unit-rows.ts";

/** A number for each row of a batch with each row of a reference. */
export interface PairValues {
  /** N x M: `values[row * columns + column]`. */
  readonly values: Float64Array;
  readonly rows: number;
  readonly columns: number;
}

/** The numbers, and the way back from their gradient. */
export interface Pairwise extends PairValues {
  /** dLoss/dBatch, N x D, from dLoss/dValues; without a reference each row counts as anchor and as the other. */
  backward(slopes: Float64Array): Float64Array;
  /** dLoss/dReference, M x D, for a reference that is learnt, such as proxies. */
  toReference(slopes: Float64Array): Float64Array;
}

/** How two unit rows are compared. */
export interface Geometry {
  /** All values; `a === b` may use that they are symmetric. */
  values(a: UnitRows, b: UnitRows): Float64Array;
  /** From dLoss/dValues to what {@link pull} adds up by; it may answer the slopes themselves. */
  weights(slopes: Float64Array, values: Float64Array): Float64Array;
  /** dLoss/dUnits of `a`. */
  pull(weights: Float64Array, a: UnitRows, b: UnitRows): Float64Array;
}

/** @throws {RangeError} for a row with a value that is not finite */
export function pairwise(geometry: Geometry, batch: Matrix, reference?: Matrix): Pairwise {
  const a = unitRows(batch);
  const b = reference === undefined ? a : unitRows(reference);
  const values = geometry.values(a, b);
  return {
    values,
    rows: a.rows,
    columns: b.rows,
    backward: (slopes) => {
      const weights = geometry.weights(slopes, values);
      return throughNorm(geometry.pull(a === b ? plusTransposed(weights, a.rows) : weights, a, b), a);
    },
    toReference: (slopes) => {
      const weights = geometry.weights(slopes, values);
      return throughNorm(geometry.pull(transposed(weights, a.rows, b.rows), b, a), b);
    },
  };
}

function plusTransposed(square: Float64Array, size: number): Float64Array {
  const sum = new Float64Array(square.length);
  for (let row = 0; row < size; row++) {
    for (let column = row; column < size; column++) {
      const both = square[row * size + column]! + square[column * size + row]!;
      sum[row * size + column] = both;
      sum[column * size + row] = both;
    }
  }
  return sum;
}

function transposed(values: Float64Array, rows: number, columns: number): Float64Array {
  const turned = new Float64Array(values.length);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) turned[column * rows + row] = values[row * columns + column]!;
  }
  return turned;
}
