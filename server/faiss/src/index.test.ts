import { expect, test } from "vitest";

import type { FaissIndex, Metric } from "./index.ts";
import { createIndex, faissLibrary } from "./index.ts";
import { labelsFrom, NaiveIndex, randomVectors, seeded } from "./naive.fixture.ts";

/** Holds every answer of `index` against that of `naive`. */
async function expectSame(index: FaissIndex, naive: NaiveIndex, queries: Float32Array, k: number) {
  const found = await index.search(queries, k);
  for (let at = 0; at * index.dimension < queries.length; at++) {
    const query = queries.subarray(at * index.dimension, (at + 1) * index.dimension);
    const wanted = naive.search(query, k);
    const row = [at * found.k, (at + 1) * found.k] as const;
    expect([...found.labels.subarray(...row)]).toEqual(wanted.map(({ label }) => label));
    const scores = found.scores.subarray(...row);
    wanted.forEach(({ score }, rank) => expect(scores[rank]).toBeCloseTo(score, 4));
  }
}

test.each<{ metric: Metric; k: number }>([
  { metric: "ip", k: 1 },
  { metric: "ip", k: 10 },
  { metric: "l2", k: 10 },
  // Faiss keeps its best in another way from k = 100 on.
  { metric: "ip", k: 150 },
])("a flat search is a brute force search: $metric, k $k", async ({ metric, k }) => {
  const random = seeded(1);
  const dimension = 24;
  const index = createIndex({ dimension, metric });
  const naive = new NaiveIndex(dimension, metric);
  const vectors = randomVectors(400, dimension, random);
  await index.add(labelsFrom(1000, 400), vectors);
  naive.add(labelsFrom(1000, 400), vectors);
  await expectSame(index, naive, randomVectors(1, dimension, random), k);
  await expectSame(index, naive, randomVectors(30, dimension, random), k);
  index.close();
});

test("300 random adds and removals leave what they leave in a plain map", async () => {
  const random = seeded(2);
  const dimension = 8;
  const index = createIndex({ dimension });
  const naive = new NaiveIndex(dimension, "ip");
  let next = 0;
  for (let step = 0; step < 300; step++) {
    const count = 1 + Math.floor(random() * 5);
    if (random() < 0.55) {
      const labels = labelsFrom(next, count);
      const vectors = randomVectors(count, dimension, random);
      next += count;
      await index.add(labels, vectors);
      naive.add(labels, vectors);
    } else {
      // Some of these were removed before, or never added.
      const labels = BigInt64Array.from({ length: count }, () => BigInt(Math.floor(random() * (next + 3))));
      expect(await index.remove(labels)).toBe(naive.remove(labels));
    }
    expect(index.size).toBe(naive.labels.length);
    await expectSame(index, naive, randomVectors(1, dimension, random), 10_000);
  }
  expect(index.size).toBeGreaterThan(0);
  expect(await index.remove(BigInt64Array.from(naive.labels))).toBe(naive.labels.length);
  expect(index.size).toBe(0);
  index.close();
});

test("half precision and graph indexes find a vector by itself", async () => {
  const random = seeded(3);
  const vectors = randomVectors(500, 16, random);
  for (const factory of ["SQfp16", "HNSW16", "HNSW16,Flat"] as const) {
    for (const metric of ["ip", "l2"] as const) {
      const index = createIndex({ dimension: 16, factory, metric, threads: 2 });
      const unit = metric === "l2" ? vectors : normalized(vectors, 16);
      await index.add(labelsFrom(0, 500), unit);
      const found = await index.search(unit.subarray(42 * 16, 43 * 16), 3);
      expect(found.labels[0]).toBe(42n);
      expect(found.scores[0]).toBeCloseTo(metric === "l2" ? 0 : 1, 2);
      index.close();
    }
  }
});

function normalized(vectors: Float32Array, dimension: number): Float32Array {
  return vectors.map((value, at) => {
    const from = at - (at % dimension);
    return value / Math.hypot(...vectors.subarray(from, from + dimension));
  });
}

test("k is clamped to what the index holds", async () => {
  const index = createIndex({ dimension: 2 });
  const query = Float32Array.of(1, 0);
  const nothing = { scores: new Float32Array(), labels: new BigInt64Array(), k: 0, compared: 0 };
  expect(await index.search(query, 5)).toEqual(nothing);
  await index.add(BigInt64Array.of(5n, -2n), Float32Array.of(1, 2, 3, 4));
  expect(await index.search(query, 5)).toEqual({
    scores: Float32Array.of(3, 1),
    labels: BigInt64Array.of(-2n, 5n),
    k: 2,
    compared: 2,
  });
  expect((await index.search(new Float32Array(), 1)).labels).toHaveLength(0);
  index.close();
});

test("an array may be a view into a larger buffer", async () => {
  const index = createIndex({ dimension: 2 });
  const wide = Float32Array.of(9, 9, 1, 2, 9, 9);
  await index.add(BigInt64Array.of(0n, 7n, 0n).subarray(1, 2), wide.subarray(2, 4));
  const found = await index.search(wide.subarray(2, 4), 1);
  expect([found.labels[0], found.scores[0]]).toEqual([7n, 5]);
  index.close();
});

test("bytes follow what is held, and go with close", async () => {
  const index = createIndex({ dimension: 256 });
  await index.add(labelsFrom(0, 1000), new Float32Array(256 * 1000));
  expect(index.bytes).toBeGreaterThan(256 * 1000 * 4);
  expect(index.trained).toBe(true);
  await index.remove(labelsFrom(0, 999));
  expect(index.bytes).toBeLessThan(256 * 1000);
  index.close();
  index.close();
  expect([index.size, index.bytes, index.dimension]).toEqual([0, 0, 256]);
});

test("what computes here can be told", () => {
  const { version, compiled, cpu, source, devices } = faissLibrary();
  expect(version).toMatch(/^\d+\.\d+\.\d+$/);
  expect(compiled).toContain("OPTIMIZE");
  expect(compiled.includes("AVX2")).toBe(source.includes("AVX2"));
  expect(cpu).toBeInstanceOf(Array);
  expect(devices).toBeGreaterThanOrEqual(0);
});
