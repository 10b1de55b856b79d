import { expect, test } from "vitest";

import { loadAddon } from "./addon.ts";
import type { FaissErrorCode } from "./index.ts";
import { createIndex, FaissError } from "./index.ts";

/** The code that a call fails with, thrown or rejected. `unknown`s: these calls are wrong on purpose. */
async function codeOf(call: () => unknown): Promise<FaissErrorCode> {
  try {
    await call();
  } catch (error) {
    expect(error).toBeInstanceOf(FaissError);
    return (error as FaissError).code;
  }
  throw new Error("it did not fail");
}

const wrong = (value: unknown) => value as never;
const one = BigInt64Array.of(1n);

test.each<[string, FaissErrorCode, Record<string, unknown>]>([
  ["no dimension", "bad_argument", {}],
  ["a dimension of 0", "bad_argument", { dimension: 0 }],
  ["a dimension of 1.5", "bad_argument", { dimension: 1.5 }],
  ["a dimension in words", "bad_argument", { dimension: "2" }],
  ["a metric it lacks", "bad_argument", { dimension: 2, metric: "cosine" }],
  ["no threads", "bad_argument", { dimension: 2, threads: 0 }],
  ["a factory that is no string", "bad_argument", { dimension: 2, factory: 7 }],
  ["an endless factory", "bad_argument", { dimension: 2, factory: "(".repeat(100_000) }],
  ["no device", "bad_argument", { dimension: 2, device: -2 }],
  ["a device that is not there", "not_supported", { dimension: 2, device: 63 }],
  ["a graph on a device", "not_supported", { dimension: 2, factory: "HNSW8", device: 0 }],
  ["a factory with labels of its own", "not_supported", { dimension: 2, factory: "IDMap,Flat" }],
  ["a factory that would end the process", "not_supported", { dimension: 2, factory: "PQ0" }],
  ["another such", "not_supported", { dimension: 2, factory: "HNSW1" }],
  ["lists without end", "not_supported", { dimension: 2, factory: "IVF99999999,Flat" }],
  ["no list", "not_supported", { dimension: 2, factory: "IVF0,Flat" }],
  ["parts that do not divide the vector", "not_supported", { dimension: 10, factory: "PQ4" }],
  ["parts that do not divide what is left of it", "not_supported", { dimension: 10, factory: "PCA6,IVF4,PQ4" }],
  ["more left of a vector than there was", "not_supported", { dimension: 4, factory: "PCA8,Flat" }],
  ["codes that take no selector", "not_supported", { dimension: 16, factory: "IVF4,PQ4x4fs" }],
  ["refinement", "not_supported", { dimension: 2, factory: "IVF4,SQ8,RFlat" }],
  ["a graph over PQ", "not_supported", { dimension: 2, factory: "HNSW8,PQ2" }],
])("making an index with %s fails with %s", async (_, code, options) => {
  expect(await codeOf(() => createIndex(wrong(options)))).toBe(code);
});

test("wrong types and values are bad arguments", async () => {
  const index = createIndex({ dimension: 2 });
  const resizable = new Float32Array(new ArrayBuffer(8, { maxByteLength: 16 }));
  for (const call of [
    () => index.add(wrong(undefined), new Float32Array(2)),
    () => index.add(wrong([1n]), new Float32Array(2)),
    () => index.add(wrong(new BigUint64Array(1)), new Float32Array(2)),
    () => index.add(one, wrong(new Float64Array(2))),
    () => index.add(one, resizable),
    () => index.add(BigInt64Array.of(-1n), new Float32Array(2)),
    () => index.search(wrong(null), 1),
    () => index.search(new Float32Array(2), 0),
    () => index.search(new Float32Array(2), 2 ** 31),
    () => index.search(new Float32Array(2), Number.NaN),
    () => index.search(new Float32Array(2), wrong(1n)),
    () => index.search(new Float32Array(2), 1, { nprobe: 0 }),
    () => index.search(new Float32Array(2), 1, { efSearch: wrong("far") }),
    () => index.search(new Float32Array(2), 1, { within: wrong([1n]) }),
    () => index.searchRange(new Float32Array(2), Number.NaN),
    () => index.train(wrong([])),
    () => index.merge(wrong({})),
    () => index.merge(index),
    () => index.learnFrom(wrong(undefined)),
    () => index.reconstruct(wrong(1n)),
    () => index.remove(wrong("all")),
    () => index.write(wrong(1)),
    () => index.read("a\0b"),
  ]) {
    expect(await codeOf(call)).toBe("bad_argument");
  }
  expect(index.size).toBe(0);
  index.close();
});

test("an add that fails changes nothing", async () => {
  const index = createIndex({ dimension: 2 });
  await index.add(one, Float32Array.of(1, 0));
  const good = Float32Array.of(1, 2, 3, 4);
  const add = (labels: BigInt64Array, vectors: Float32Array) => codeOf(() => index.add(labels, vectors));

  expect(await add(BigInt64Array.of(2n, 1n), good)).toBe("duplicate_label");
  expect(await add(BigInt64Array.of(2n, 2n), good)).toBe("duplicate_label");
  expect(await add(BigInt64Array.of(2n, 3n), Float32Array.of(1, 2, 3, Number.NaN))).toBe("not_finite");
  expect(await add(BigInt64Array.of(2n, 3n), Float32Array.of(1, 2, 3, Infinity))).toBe("not_finite");
  expect(await add(BigInt64Array.of(2n, 3n), good.subarray(0, 3))).toBe("wrong_length");
  expect(await add(BigInt64Array.of(2n), good)).toBe("wrong_length");

  expect(index.size).toBe(1);
  expect([...(await index.search(Float32Array.of(1, 0), 9)).labels]).toEqual([1n]);
  // None of the labels was kept behind.
  await index.add(BigInt64Array.of(2n, 3n), good);
  expect(index.size).toBe(3);
  index.close();
});

test("half precision refuses what it could only store as infinity", async () => {
  const index = createIndex({ dimension: 1, factory: "SQfp16" });
  await index.add(BigInt64Array.of(1n), Float32Array.of(65504));
  expect(await codeOf(() => index.add(BigInt64Array.of(2n), Float32Array.of(-65536)))).toBe("not_finite");
  index.close();
});

test("queries are checked as vectors are", async () => {
  const index = createIndex({ dimension: 2 });
  await index.add(one, Float32Array.of(1, 0));
  expect(await codeOf(() => index.search(new Float32Array(3), 1))).toBe("wrong_length");
  expect(await codeOf(() => index.search(Float32Array.of(0, -Infinity), 1))).toBe("not_finite");
  index.close();
});

test("a graph neither removes nor merges", async () => {
  const index = createIndex({ dimension: 2, factory: "HNSW8" });
  const other = createIndex({ dimension: 2, factory: "HNSW8" });
  await index.add(one, Float32Array.of(1, 0));
  await other.add(BigInt64Array.of(2n), Float32Array.of(1, 0));
  expect(await codeOf(() => index.remove(one))).toBe("not_supported");
  expect(await codeOf(() => index.merge(other))).toBe("not_supported");
  expect(await codeOf(() => index.searchRange(Float32Array.of(1, 0), 0))).toBe("not_supported");
  expect([index.size, other.size]).toEqual([1, 1]);
  index.close();
  other.close();
});

test("what has to learn says so, and what holds vectors learns no more", async () => {
  const index = createIndex({ dimension: 2, factory: "IVF2,SQ8" });
  const vectors = Float32Array.of(1, 0, 0, 1, 1, 1);
  expect(index.trained).toBe(false);
  expect(await codeOf(() => index.add(one, vectors.subarray(0, 2)))).toBe("not_trained");
  expect(await codeOf(() => index.search(vectors, 1))).toBe("not_trained");
  expect(await codeOf(() => index.train(vectors.subarray(0, 2)))).toBe("faiss");
  expect(await codeOf(() => index.train(Float32Array.of(1, Number.NaN)))).toBe("not_finite");
  await index.train(vectors);
  await index.add(one, vectors.subarray(0, 2));
  expect(await codeOf(() => index.train(vectors))).toBe("not_supported");
  index.close();
});

test("a closed index refuses everything", async () => {
  const index = createIndex({ dimension: 2 });
  index.close();
  for (const call of [
    () => index.add(one, new Float32Array(2)),
    () => index.search(new Float32Array(2), 1),
    () => index.remove(one),
    () => index.write("/nowhere/at/all"),
    () => index.read("/nowhere/at/all"),
    () => index.has(one),
    () => createIndex({ dimension: 2 }).merge(index),
  ]) {
    expect(await codeOf(call)).toBe("closed");
  }
});

test("an answer too large for the memory is an error, not the end", async () => {
  const index = createIndex({ dimension: 1 });
  const count = 3_000_000;
  await index.add(
    BigInt64Array.from({ length: count }, (_, at) => BigInt(at)),
    new Float32Array(count),
  );
  expect(await codeOf(() => index.search(new Float32Array(2 ** 24), count))).toBe("out_of_memory");
  index.close();
});

test("an addon that is missing or does not load says how to get one", async () => {
  expect(await codeOf(() => loadAddon("/nowhere/faiss.node"))).toBe("not_built");
  expect(await codeOf(() => loadAddon(import.meta.filename))).toBe("not_built");
});
