import { expect, test } from "vitest";
import { createScan } from "./index.ts";
import { labelsFrom, seeded, unitVectors } from "./naive.fixture.ts";

const dimension = 32;

test("[IDX1] searches beside changes answer with what was there, and see what was answered before", async () => {
  const random = seeded(31);
  const scan = createScan({ dimension, codes: "i8", threads: 2 });
  const vectors = new Map<bigint, Float32Array>();
  const add = (from: number) => {
    const batch = unitVectors(20, dimension, random);
    labelsFrom(from, 20).forEach((label, at) => {
      vectors.set(label, batch.slice(at * dimension, (at + 1) * dimension));
    });
    return scan.add(labelsFrom(from, 20), batch);
  };
  await add(0);
  for (let round = 1; round <= 60; round++) {
    const known = vectors.get(BigInt((round - 1) * 20))!;
    const running: Promise<unknown>[] = [add(round * 20), scan.remove(labelsFrom((round - 1) * 20 + 3, 17))];
    for (let at = 0; at < 8; at++) {
      running.push(
        scan.search(known, 10).then(({ labels, scores, k }) => {
          // Itself, which came with the round before and stays.
          expect(labels[0]).toBe(BigInt((round - 1) * 20));
          expect(k).toBeGreaterThanOrEqual(Math.min(10, 3 * round));
          labels.forEach((label, rank) => {
            if (label < 0n) return;
            const score = vectors.get(label)!.reduce((sum, value, i) => sum + value * known[i]!, 0);
            expect(scores[rank]).toBeCloseTo(score, 5);
          });
        }),
      );
    }
    await Promise.all(running);
  }
  expect(scan.size).toBe(61 * 20 - 60 * 17);
  scan.close();
});

test("one of two adds of the same label wins", async () => {
  const scan = createScan({ dimension });
  const vector = new Float32Array(dimension);
  const outcomes = await Promise.allSettled(Array.from({ length: 8 }, () => scan.add(BigInt64Array.of(1n), vector)));
  expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  expect(scan.size).toBe(1);
  scan.close();
});

test("what is under way when the index is closed settles as usual", async () => {
  const scan = createScan({ dimension });
  await scan.add(labelsFrom(0, 5000), unitVectors(5000, dimension, seeded(32)));
  const searches = Array.from({ length: 20 }, () => scan.search(new Float32Array(50 * dimension), 5));
  scan.close();
  for (const { labels } of await Promise.all(searches)) expect(labels).toHaveLength(50 * 5);
  await expect(scan.search(new Float32Array(dimension), 1)).rejects.toMatchObject({ code: "closed" });
});

test("the caller may let go of the arrays it passed", async () => {
  const scan = createScan({ dimension });
  const adds: Promise<void>[] = [];
  for (let at = 0; at < 50; at++) {
    adds.push(scan.add(labelsFrom(at * 100, 100), new Float32Array(100 * dimension).fill(at)));
    // Garbage for the collector to be busy with.
    new Float32Array(100_000).fill(at);
  }
  await Promise.all(adds);
  const found = await scan.search(new Float32Array(dimension).fill(1), 100);
  expect(new Set(found.scores)).toEqual(new Set([49 * dimension]));
  scan.close();
});

test("an aborted search ends with cancelled, before it began or in its midst", async () => {
  const scan = createScan({ dimension });
  await scan.add(labelsFrom(0, 50_000), unitVectors(50_000, dimension, seeded(33)));
  const queries = unitVectors(4000, dimension, seeded(34));
  const cancelled = { code: "cancelled", name: "ScanError" };
  await expect(scan.search(queries, 1, { signal: AbortSignal.abort() })).rejects.toMatchObject(cancelled);
  const stop = new AbortController();
  // 200 million comparisons on one thread: seconds, if nobody stops them.
  const { signal } = stop;
  const running = Promise.allSettled([scan.search(queries, 1, { signal }), scan.atLeast(queries, 0.99, { signal })]);
  setTimeout(() => stop.abort(), 5);
  for (const outcome of await running) expect(outcome).toMatchObject({ status: "rejected", reason: cancelled });
  const found = await scan.search(queries.subarray(0, dimension), 1, { signal: new AbortController().signal });
  expect(found.labels).toHaveLength(1);
  scan.close();
});
