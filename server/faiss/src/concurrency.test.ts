import { expect, test } from "vitest";

import { createIndex } from "./index.ts";
import { labelsFrom, randomVectors, seeded } from "./naive.fixture.ts";

const dimension = 32;

test("searches beside adds and removals answer with vectors that were there", async () => {
  const random = seeded(4);
  const index = createIndex({ dimension });
  // The vector of each label, so that a label handed out for another's row shows in the score.
  const vectors = new Map<bigint, Float32Array>();
  const add = (from: number) => {
    const batch = randomVectors(20, dimension, random);
    labelsFrom(from, 20).forEach((label, at) => {
      vectors.set(label, batch.slice(at * dimension, (at + 1) * dimension));
    });
    return index.add(labelsFrom(from, 20), batch);
  };
  await add(0);

  for (let round = 1; round <= 60; round++) {
    const running: Promise<unknown>[] = [add(round * 20), index.remove(labelsFrom((round - 1) * 20 + 3, 17))];
    for (let at = 0; at < 8; at++) {
      const query = randomVectors(1, dimension, random);
      running.push(
        index.search(query, 10).then(({ labels, scores, k }) => {
          // Never below the three of each earlier round that stay.
          expect(k).toBeGreaterThanOrEqual(Math.min(10, 3 * round));
          expect(new Set(labels).size).toBe(k);
          labels.forEach((label, rank) => {
            const vector = vectors.get(label);
            expect(vector).toBeDefined();
            const score = vector?.reduce((sum, value, i) => sum + value * (query[i] ?? 0), 0);
            expect(scores[rank]).toBeCloseTo(score ?? Number.NaN, 4);
          });
        }),
      );
    }
    await Promise.all(running);
  }
  expect(index.size).toBe(61 * 20 - 60 * 17);
  index.close();
});

test("one of two adds of the same label wins", async () => {
  const index = createIndex({ dimension });
  const vector = new Float32Array(dimension);
  const outcomes = await Promise.allSettled(Array.from({ length: 8 }, () => index.add(BigInt64Array.of(1n), vector)));
  expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  expect(index.size).toBe(1);
  index.close();
});

test("operations under way when the index is closed settle as usual", async () => {
  const random = seeded(5);
  const index = createIndex({ dimension });
  await index.add(labelsFrom(0, 2000), randomVectors(2000, dimension, random));
  const searches = Array.from({ length: 20 }, () => index.search(randomVectors(50, dimension, random), 5));
  index.close();
  for (const { labels } of await Promise.all(searches)) expect(labels).toHaveLength(50 * 5);
  await expect(index.search(new Float32Array(dimension), 1)).rejects.toMatchObject({ code: "closed" });
});

test("the caller may let go of the arrays it passed", async () => {
  const index = createIndex({ dimension });
  const adds: Promise<void>[] = [];
  for (let at = 0; at < 50; at++) {
    adds.push(index.add(labelsFrom(at * 100, 100), new Float32Array(100 * dimension).fill(at)));
    // Garbage for the collector to be busy with.
    new Float32Array(100_000).fill(at);
  }
  await Promise.all(adds);
  const found = await index.search(new Float32Array(dimension).fill(1), 100);
  expect(new Set(found.scores)).toEqual(new Set([49 * dimension]));
  index.close();
});
