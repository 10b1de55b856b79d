import { describe, expect, test } from "vitest";
import { type Matrix, matrix, rowOf } from "../matrix.ts";
import { seeded } from "../random.ts";
import { cosine } from "./cosine.ts";
import { euclidean } from "./euclidean.ts";

const unit = (row: Float64Array) => row.map((value) => value / Math.hypot(...row));
const dot = (a: Float64Array, b: Float64Array) => a.reduce((sum, value, i) => sum + value * b[i]!, 0);

/** The obvious way, row by row. */
const kinds = [
  ["cosine", cosine, (a: Float64Array, b: Float64Array) => dot(unit(a), unit(b))],
  ["euclidean", euclidean, (a: Float64Array, b: Float64Array) => Math.hypot(...unit(a).map((v, i) => v - unit(b)[i]!))],
] as const;

describe.each(kinds)("%s", (_, measure, oracle) => {
  // Blocks are two rows by four.
  test.each([1, 2, 3, 4, 5, 6, 7, 8, 9])("%i rows with themselves", (rows) => {
    const batch = drawn(rows, 3, 1);
    const { values } = measure(batch);
    for (let i = 0; i < rows; i++) {
      for (let j = 0; j < rows; j++) {
        expect(values[i * rows + j]).toBeCloseTo(oracle(rowOf(batch, i), rowOf(batch, j)), 7);
        expect(values[i * rows + j]).toBe(values[j * rows + i]);
      }
    }
  });

  test.each([[1, 1], [2, 3], [3, 7], [5, 4], [4, 5]])("%i rows with %i others", (rows, columns) => {
    const [batch, reference] = [drawn(rows, 6, 1), drawn(columns, 6, 2)];
    const pairs = measure(batch, reference);
    expect([pairs.rows, pairs.columns]).toEqual([rows, columns]);
    for (let i = 0; i < rows; i++) {
      for (let j = 0; j < columns; j++) {
        expect(pairs.values[i * columns + j]).toBeCloseTo(oracle(rowOf(batch, i), rowOf(reference, j)), 12);
      }
    }
  });

  test("the way back is that of central differences, to the rows and to the reference", () => {
    const [batch, reference] = [drawn(5, 4, 1), drawn(7, 4, 2)];
    const slopes = drawn(5, 7, 3).data;
    const sum = () => dot(measure(batch, reference).values, slopes);
    const pairs = measure(batch, reference);
    expectSlopes(pairs.backward(slopes), batch, sum);
    expectSlopes(pairs.toReference(slopes), reference, sum);
  });

  test("rows with themselves are anchors and others at once", () => {
    const batch = drawn(6, 4, 1);
    const slopes = drawn(6, 6, 3).data;
    // The distance of a row to itself has a corner.
    for (let row = 0; row < 6; row++) slopes[row * 7] = 0;
    expectSlopes(measure(batch).backward(slopes), batch, () => dot(measure(batch).values, slopes));
  });

  test("single precision rows are taken too", () => {
    const batch = drawn(3, 4, 1);
    const single = matrix(Float32Array.from(batch.data), 3, 4);
    expect(measure(single).values[1]).toBeCloseTo(measure(batch).values[1]!, 6);
  });
});

test("rows that lie on each other are at distance zero, not near it, and pull nowhere", () => {
  const pairs = euclidean(matrix(Float64Array.of(0.1, 0.7, 0.3, 0.1, 0.7, 0.3), 2, 3));
  expect([...pairs.values]).toEqual([0, 0, 0, 0]);
  expect([...pairs.backward(Float64Array.of(0, 1, 1, 0))]).toEqual([0, 0, 0, 0, 0, 0]);
});

test("the distance of rows close together keeps its digits", () => {
  const near = 1e-9;
  const { values } = euclidean(matrix(Float64Array.of(1, 0, 1, near), 2, 2));
  expect(values[1]! / near).toBeCloseTo(1, 12);
});

test("a row of zeros has the cosine zero with all, itself too", () => {
  const [itself, other] = cosine(matrix(Float64Array.of(0, 0, 1, 2), 2, 2)).values;
  expect([itself, other]).toEqual([0, 0]);
});

function expectSlopes(gradient: Float64Array, { data }: Matrix, value: () => number): void {
  expect(gradient).toHaveLength(data.length);
  const step = 1e-6;
  for (const [i, at] of data.entries()) {
    data[i] = at + step;
    const above = value();
    data[i] = at - step;
    const below = value();
    data[i] = at;
    expect(gradient[i]).toBeCloseTo((above - below) / (2 * step), 7);
  }
}

function drawn(rows: number, columns: number, seed: number): Matrix<Float64Array> {
  const random = seeded(seed);
  return matrix(Float64Array.from({ length: rows * columns }, () => random.normal()), rows, columns);
}
