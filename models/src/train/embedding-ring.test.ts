import { expect, test } from "vitest";
import { matrix } from "../matrix.ts";
import { embeddingRing, remember, remembered } from "./embedding-ring.ts";

const rows = (...values: number[]) => ({
  embeddings: matrix(Float64Array.from(values.flatMap((value) => [value, -value])), values.length, 2),
  labels: Int32Array.from(values),
});

test("the newest rows take the place of the oldest, each beside its class", () => {
  const ring = embeddingRing(3, 2);
  expect(remembered(ring)).toBeUndefined();
  remember(ring, rows(1, 2));
  expect(remembered(ring)).toEqual(rows(1, 2));
  remember(ring, rows(3, 4));
  expect(remembered(ring)).toEqual(rows(4, 2, 3));
});

test("of a batch larger than the ring the last rows stay", () => {
  const ring = embeddingRing(2, 2);
  remember(ring, rows(1, 2, 3));
  expect(remembered(ring)).toEqual(rows(3, 2));
});

test("what was handed out does not change with the next step's embeddings", () => {
  const ring = embeddingRing(2, 2);
  remember(ring, rows(1, 2));
  const { embeddings } = remembered(ring)!;
  remember(ring, rows(5));
  expect([...embeddings.data]).toEqual([1, -1, 2, -2]);
});

test("a ring without rows is refused", () => {
  expect(() => embeddingRing(0, 2)).toThrow(RangeError);
});
