import { expect, test } from "vitest";
import { createScan, type Codes } from "./index.ts";
import { hitsOf, labelsFrom, Naive, seeded, unitVectors, wholeVectors } from "./naive.fixture.ts";

const allCodes: readonly Codes[] = ["f32", "f16", "i8"];
const dimension = 20;

test("[FIL1] a scope of any size answers what comparing with its vectors gives", async () => {
  const random = seeded(11);
  const count = 10_000;
  const vectors = wholeVectors(count, dimension, 3, random);
  // With gaps, so that rows have to be looked for.
  const labels = BigInt64Array.from({ length: count }, (_, at) => BigInt(at * 3 + (at % 2)));
  const naive = new Naive(dimension);
  naive.add(labels, vectors);
  const queries = wholeVectors(2, dimension, 3, random);
  for (const codes of allCodes) {
    const scan = createScan({ dimension, codes, threads: 2 });
    await scan.add(labels, vectors);
    for (const share of [0, 0.0005, 0.01, 0.1, 0.3, 0.55, 0.9, 1]) {
      const inScope = labels.filter(() => random() < share);
      // Not sorted, twice, and some that are not there.
      const given = BigInt64Array.from([...inScope, -5n, 2n, ...inScope.slice(0, 9), 10n ** 15n].toReversed());
      const scope = scan.scope(given);
      const found = await scan.search(queries, 15, { scope });
      expect(found.compared).toBe(inScope.length);
      const ranges = await scan.atLeast(queries, 30, { scope });
      for (const at of [0, 1]) {
        const ranked = naive.ranked(queries.subarray(at * dimension, (at + 1) * dimension), inScope);
        expect(hitsOf(found, at * 15, at * 15 + 15)).toEqual(ranked.slice(0, 15));
        const above = ranked.filter(({ score }) => score >= 30);
        expect(hitsOf(ranges, ranges.starts[at]!, ranges.starts[at + 1]!)).toEqual(above);
      }
      expect(scope.size).toBe(given.length);
      scope.close();
    }
    scan.close();
  }
});

test("[FIL1] one stretch of labels, as when a scope is of the newest", async () => {
  const random = seeded(12);
  const vectors = unitVectors(9000, dimension, random);
  for (const codes of allCodes) {
    const scan = createScan({ dimension, codes });
    await scan.add(labelsFrom(100, 9000), vectors);
    const alone = createScan({ dimension, codes: "f32" });
    await alone.add(labelsFrom(4000, 3000), vectors.subarray(3900 * dimension, 6900 * dimension));
    const query = unitVectors(1, dimension, random);
    const scope = scan.scope(labelsFrom(4000, 3000));
    const { labels, scores } = await alone.search(query, 10);
    expect(await scan.search(query, 10, { scope })).toMatchObject({ labels, scores });
    scan.close();
    alone.close();
  }
});

test("fewer than k in the scope: -1n and NaN fill the answer up", async () => {
  const scan = createScan({ dimension: 1 });
  await scan.add(labelsFrom(1, 4), Float32Array.of(1, 2, 3, 4));
  const scope = scan.scope(BigInt64Array.of(2n, 3n, 9n));
  const found = await scan.search(Float32Array.of(1), 3, { scope });
  expect([...found.labels]).toEqual([3n, 2n, -1n]);
  expect([...found.scores]).toEqual([3, 2, Number.NaN]);
  const empty = await scan.search(Float32Array.of(1), 3, { scope: scan.scope(new BigInt64Array()) });
  expect([...empty.labels]).toEqual([-1n, -1n, -1n]);
  expect(empty.compared).toBe(0);
  scan.close();
});

test("a scope stays right when vectors come and go, and works with another index", async () => {
  const scan = createScan({ dimension: 1 });
  const other = createScan({ dimension: 1, codes: "i8" });
  const scope = scan.scope(labelsFrom(1, 3));
  const found = async (index = scan) => [...(await index.search(Float32Array.of(1), 9, { scope })).labels];
  expect(await found()).toEqual([]);
  await scan.add(BigInt64Array.of(1n, 5n), Float32Array.of(1, 5));
  expect(await found()).toEqual([1n, -1n]);
  await scan.add(BigInt64Array.of(3n), Float32Array.of(3));
  expect(await found()).toEqual([3n, 1n, -1n]);
  await other.add(BigInt64Array.of(2n), Float32Array.of(7));
  expect(await found(other)).toEqual([2n]);
  await scan.remove(BigInt64Array.of(1n));
  expect(await found()).toEqual([3n, -1n]);
  scope.close();
  await expect(found()).rejects.toMatchObject({ code: "closed" });
  scan.close();
  other.close();
});
