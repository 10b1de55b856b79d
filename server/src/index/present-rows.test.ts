import { expect, test } from "vitest";
import { presentRows } from "./present-rows.ts";

const labels = BigInt64Array.of(1n, 2n, 3n);

test("rows of NaN are left out, with their labels", () => {
  const vectors = Float32Array.of(1, 2, Number.NaN, Number.NaN, 5, 6);
  expect(presentRows(labels, vectors, 2)).toEqual({
    labels: BigInt64Array.of(1n, 3n),
    vectors: Float32Array.of(1, 2, 5, 6),
  });
});

test("where all are there nothing is copied", () => {
  const vectors = Float32Array.of(1, 2, 3, 4, 5, 6);
  expect(presentRows(labels, vectors, 2).vectors).toBe(vectors);
});
