import fc from "fast-check";
import { expect, test } from "vitest";
import { createScan, type Codes } from "./index.ts";
import { hitsOf, labelsFrom, Naive, seeded, wholeVectors } from "./naive.fixture.ts";

const dimension = 3;
const codes = fc.constantFrom<Codes>("f32", "f16", "i8");

/** Labels from few, so that histories meet themselves; in any order, each once. */
const someLabels = fc
  .uniqueArray(fc.integer({ min: 0, max: 400 }), { maxLength: 120 })
  .map((all) => BigInt64Array.from(all, BigInt));
const step = fc.oneof(
  fc.record({ kind: fc.constant("add" as const), labels: someLabels, seed: fc.integer() }),
  fc.record({ kind: fc.constant("remove" as const), labels: someLabels }),
  fc.record({ kind: fc.constant("search" as const), seed: fc.integer(), k: fc.integer({ min: 1, max: 500 }) }),
  fc.record({ kind: fc.constant("scope" as const), labels: someLabels, seed: fc.integer() }),
);

test("[IDX1] any history of changes and searches is answered as a Map answers it", async () => {
  await fc.assert(
    fc.asyncProperty(codes, fc.array(step, { maxLength: 25 }), async (codes, history) => {
      const scan = createScan({ dimension, codes });
      const naive = new Naive(dimension);
      for (const one of history) {
        if (one.kind === "add") {
          const vectors = wholeVectors(one.labels.length, dimension, 3, seeded(one.seed));
          if (one.labels.some((label) => naive.vectors.has(label))) {
            await expect(scan.add(one.labels, vectors)).rejects.toMatchObject({ code: "duplicate_label" });
          } else {
            await scan.add(one.labels, vectors);
            naive.add(one.labels, vectors);
          }
        } else if (one.kind === "remove") {
          expect(await scan.remove(one.labels)).toBe(naive.remove(one.labels));
        } else {
          const query = wholeVectors(1, dimension, 3, seeded(one.seed));
          const scope = one.kind === "scope" ? scan.scope(one.labels) : undefined;
          const k = one.kind === "search" ? one.k : 7;
          const found = await scan.search(query, k, { scope });
          const ranked = naive.ranked(query, one.kind === "scope" ? one.labels : undefined);
          expect(hitsOf(found, 0, found.k)).toEqual(ranked.slice(0, k));
        }
        expect(scan.size).toBe(naive.vectors.size);
      }
      expect([...(await scan.labels())]).toEqual([...naive.vectors.keys()].toSorted((a, b) => Number(a - b)));
      scan.close();
    }),
    { numRuns: 60 },
  );
});

test("blocks are split, joined and emptied, and nothing is lost on the way", async () => {
  const random = seeded(21);
  for (const codes of ["f32", "f16", "i8"] as const) {
    const scan = createScan({ dimension, codes });
    const naive = new Naive(dimension);
    const present = new Set<number>();
    const check = async () => {
      const query = wholeVectors(1, dimension, 50, random);
      const found = await scan.search(query, 50);
      expect(hitsOf(found, 0, 50)).toEqual(naive.ranked(query).slice(0, 50));
      expect([...(await scan.labels())].map(Number)).toEqual([...present].toSorted((a, b) => a - b));
    };
    const change = async (kind: "add" | "remove", chosen: number[]) => {
      const labels = BigInt64Array.from(chosen, BigInt);
      if (kind === "remove") {
        expect(await scan.remove(labels)).toBe(naive.remove(labels));
        for (const one of chosen) present.delete(one);
      } else {
        const vectors = wholeVectors(labels.length, dimension, 50, random);
        await scan.add(labels, vectors);
        naive.add(labels, vectors);
        for (const one of chosen) present.add(one);
      }
      await check();
    };
    const range = (from: number, count: number, by = 1) => Array.from({ length: count }, (_, at) => from + at * by);
    await change("add", range(10_000, 5000, 2)); // a full block and a part of one
    await change("add", range(10_001, 3000, 2)); // in its midst
    await change("add", range(0, 300)); // before all
    await change("add", range(19_999, 4500)); // where the last is, and after it
    await change("remove", range(10_000, 4000, 2));
    await change("remove", range(10_001, 2990, 2));
    await change("remove", range(19_000, 6000).filter((label) => present.has(label)));
    await change("remove", [...present]);
    await change("add", [5]);
    scan.close();
  }
});

test("an add that fails changes nothing", async () => {
  const scan = createScan({ dimension: 2, codes: "i8" });
  await scan.add(BigInt64Array.of(1n), Float32Array.of(1, 0));
  const good = Float32Array.of(1, 2, 3, 4);
  const code = async (labels: BigInt64Array, vectors: Float32Array) => {
    const outcome = await scan.add(labels, vectors).catch((error: unknown) => error);
    return (outcome as { code?: string } | undefined)?.code;
  };
  expect(await code(BigInt64Array.of(2n, 1n), good)).toBe("duplicate_label");
  expect(await code(BigInt64Array.of(0n, 1n), good)).toBe("duplicate_label");
  expect(await code(BigInt64Array.of(2n, 2n), good)).toBe("duplicate_label");
  expect(await code(BigInt64Array.of(2n, -1n), good)).toBe("bad_argument");
  expect(await code(BigInt64Array.of(2n, 3n), Float32Array.of(1, 2, 3, Number.NaN))).toBe("not_finite");
  expect(await code(BigInt64Array.of(2n, 3n), Float32Array.of(1, -Infinity, 3, 4))).toBe("not_finite");
  expect(await code(BigInt64Array.of(2n, 3n), good.subarray(0, 3))).toBe("wrong_length");
  expect(await code(BigInt64Array.of(2n), good)).toBe("wrong_length");
  expect(scan.size).toBe(1);
  // None of the labels was kept behind.
  await scan.add(BigInt64Array.of(2n, 0n), good);
  expect([...(await scan.labels())]).toEqual([0n, 1n, 2n]);
  scan.close();
});

test("what it holds can be asked for", async () => {
  const scan = createScan({ dimension: 2, codes: "f16" });
  await scan.add(BigInt64Array.of(9n, 4n), Float32Array.of(1, 2, 3, 4));
  expect([...(await scan.has(BigInt64Array.of(4n, 5n, 9n, -3n)))]).toEqual([1, 0, 1, 0]);
  const { NaN: none } = Number;
  expect([...(await scan.vectors(BigInt64Array.of(9n, 1n, 4n, 4n)))]).toEqual([1, 2, none, none, 3, 4, 3, 4]);
  expect(scan).toMatchObject({ size: 2, dimension: 2, codes: "f16" });
  scan.close();
  scan.close();
  expect([scan.size, scan.bytes, scan.dimension]).toEqual([0, 0, 2]);
  await expect(scan.labels()).rejects.toMatchObject({ code: "closed" });
});

test("a large answer is lent, not copied, and stays when the index is gone", async () => {
  const scan = createScan({ dimension: 1 });
  await scan.add(labelsFrom(0, 100_000), new Float32Array(100_000));
  const labels = await scan.labels();
  scan.close();
  expect(labels).toHaveLength(100_000);
  expect(labels.every((label, at) => label === BigInt(at))).toBe(true);
});
