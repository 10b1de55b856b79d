import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { cosine, normalize, type UnitVector } from "@likeness/sdk/core";
import type { CreateIndex, SearchOptions, VectorIndex } from "./port.ts";

const dimension = 16;

/** Numbers from 0 up to 1, the same ones for the same seed (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** The vector of a label, or of a probe: any number has one. */
function vectorOf(seed: number): UnitVector {
  const random = seeded(seed);
  return normalize(Array.from({ length: dimension }, () => random() * 2 - 1));
}

const bigs = (labels: readonly number[]) => BigInt64Array.from(labels, BigInt);

/** Adds the vector of each label. */
const add = (index: VectorIndex, labels: readonly number[]) =>
  index.add(bigs(labels), Float32Array.from(labels.flatMap((label) => [...vectorOf(label)])));

const remove = (index: VectorIndex, labels: readonly number[]) => index.remove(bigs(labels));
const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);

/**
 * Whether a search answers what comparing with each label would. Scores may differ by rounding, and with them
 * the order of two that are all but equal.
 */
async function expectNearest(
  index: VectorIndex,
  labels: Iterable<number>,
  probe: UnitVector,
  k: number,
  options?: SearchOptions,
) {
  const scores = new Map(Array.from(labels, (label) => [label, cosine(probe, vectorOf(label))]));
  const best = [...scores.values()].toSorted((a, b) => b - a).slice(0, k);
  const { hits } = await index.search(probe, k, options);
  expect(hits).toHaveLength(best.length);
  expect(new Set(hits.map(({ label }) => label)).size).toBe(best.length);
  hits.forEach(({ label, score }, rank) => {
    expect(score).toBeCloseTo(scores.get(label) ?? NaN, 5);
    expect(score).toBeCloseTo(best[rank]!, 5);
    const before = hits[rank - 1];
    if (before) expect(before.score > score || (before.score === score && before.label < label)).toBe(true);
  });
}

type Step = { add: number[] } | { remove: number[] };

const label = fc.integer({ min: 1, max: 31 });
const labels = fc.uniqueArray(label, { maxLength: 6 });
const step: fc.Arbitrary<Step> = fc.oneof(
  labels.map((add) => ({ add })),
  labels.map((remove) => ({ remove })),
);
const history = fc.array(step, { maxLength: 25 });

/** Takes a step in a plain set of labels; only labels that are new may be added. */
function follow(present: Set<number>, taken: Step): Step {
  if ("remove" in taken) {
    for (const gone of taken.remove) present.delete(gone);
    return taken;
  }
  const wanted = taken.add.filter((label) => !present.has(label));
  for (const added of wanted) present.add(added);
  return { add: wanted };
}

const take = (index: VectorIndex, taken: Step) =>
  "add" in taken ? add(index, taken.add) : remove(index, taken.remove);

/** What every driver of the port is held to. */
export function indexContract(name: string, createIndex: CreateIndex): void {
  describe(`the index ${name}`, () => {
    let index: VectorIndex;
    beforeEach(() => {
      index = createIndex({ dimension });
    });
    afterEach(() => index.close());

    test("finds nothing when it is empty", async () => {
      expect(index.status.size).toBe(0);
      expect(await index.search(vectorOf(1), 5)).toEqual({ hits: [], compared: 0 });
    });

    test.each([1, 10, 150])("finds the %d nearest that comparing with each would find", async (k) => {
      const all = range(1, 501);
      await add(index, all);
      for (const seed of range(1000, 1010)) await expectNearest(index, all, vectorOf(seed), k);
    });

    test("finds all there are when more are asked for", async () => {
      const all = range(1, 8);
      await add(index, all);
      await expectNearest(index, all, vectorOf(1000), 100);
    });

    test("scores by cosine, from a vector itself to its opposite", async () => {
      const vector = vectorOf(1);
      await index.add(bigs([1, 2]), Float32Array.from([...vector, ...vector.map((value) => -value)]));
      expect((await index.search(vector, 2)).hits).toEqual([
        { label: 1, score: expect.closeTo(1, 5) },
        { label: 2, score: expect.closeTo(-1, 5) },
      ]);
    });

    test("keeps labels beyond 32 bits apart", async () => {
      const large = [1, 2 ** 32 + 1, Number.MAX_SAFE_INTEGER];
      await add(index, large);
      await expectNearest(index, large, vectorOf(2 ** 32 + 1), 3);
      await remove(index, [2 ** 32 + 1]);
      await expectNearest(index, [1, Number.MAX_SAFE_INTEGER], vectorOf(1), 3);
    });

    test("after any history of changes is what a plain set of labels is", async () => {
      await fc.assert(
        fc.asyncProperty(history, fc.integer({ min: 1000, max: 2000 }), async (steps, probe) => {
          const fresh = createIndex({ dimension });
          const present = new Set<number>();
          try {
            for (const wanted of steps) {
              await take(fresh, follow(present, wanted));
              expect(fresh.status.size).toBe(present.size);
              await expectNearest(fresh, present, vectorOf(probe), 5);
            }
          } finally {
            fresh.close();
          }
        }),
        { numRuns: 50 },
      );
    });

    test("takes changes that are not waited for in the order they are made", async () => {
      await fc.assert(
        fc.asyncProperty(history, async (steps) => {
          const fresh = createIndex({ dimension });
          const present = new Set<number>();
          try {
            // Out of order, a label would be added while it is there, or stay when it was removed.
            await Promise.all(steps.map((wanted) => take(fresh, follow(present, wanted))));
            expect(fresh.status.size).toBe(present.size);
            await expectNearest(fresh, present, vectorOf(1000), 31);
          } finally {
            fresh.close();
          }
        }),
        { numRuns: 50 },
      );
    });

    test("answers a search beside changes with all there was, and perhaps what they bring", async () => {
      const stays = range(1, 51);
      const comes = range(51, 101);
      await add(index, stays);
      const changes = comes.map((added) => add(index, [added]));
      const searches = range(1000, 1030).map(async (seed) => {
        const { hits } = await index.search(vectorOf(seed), 100);
        const found = new Set(hits.map((hit) => hit.label));
        expect(stays.filter((wanted) => !found.has(wanted))).toEqual([]);
        for (const hit of hits) expect(hit.score).toBeCloseTo(cosine(vectorOf(seed), vectorOf(hit.label)), 5);
      });
      await Promise.all([...changes, ...searches]);
      await expectNearest(index, [...stays, ...comes], vectorOf(1000), 100);
    });

    test.each([
      { what: "that is there already", labels: [3, 4, 1] },
      { what: "that comes twice in one call", labels: [3, 4, 3] },
    ])("refuses a label $what, and adds none of the call", async ({ labels }) => {
      await add(index, [1, 2]);
      await expect(add(index, labels)).rejects.toThrow();
      expect(index.status.size).toBe(2);
      await expectNearest(index, [1, 2], vectorOf(3), 5);
    });

    test("works on after a change that was refused", async () => {
      await add(index, [1]);
      const refused = add(index, [1]);
      await Promise.all([expect(refused).rejects.toThrow(), add(index, [2])]);
      await expectNearest(index, [1, 2], vectorOf(1000), 5);
    });

    test("refuses vectors of another dimension, and adds none of the call", async () => {
      const short = normalize([1, 2, 3]);
      const both = Float32Array.from([...vectorOf(2), ...short]);
      await add(index, [1]);
      await expect(index.add(bigs([2, 3]), both)).rejects.toThrow();
      expect(index.status.size).toBe(1);
      await expect(index.search(short, 1)).rejects.toThrow();
    });

    describe("in a scope", () => {
      const scoped = (labels: readonly number[]) => ({ scope: bigs(labels.toSorted((a, b) => a - b)) });

      test("[FIL1] finds the nearest of the scope, whatever lies nearer outside of it", async () => {
        const all = range(1, 400);
        await add(index, all);
        for (const every of [2, 10, 100, 399]) {
          const within = all.filter((label) => label % every === 0);
          for (const seed of range(1000, 1005)) await expectNearest(index, within, vectorOf(seed), 10, scoped(within));
        }
      });

      test("[FIL1] passes over what is not there, and finds nothing where nobody is", async () => {
        await add(index, [1, 5, 9]);
        await expectNearest(index, [5, 9], vectorOf(1000), 10, scoped([2, 5, 7, 9, 2 ** 40]));
        for (const nobody of [[], [2], [2 ** 40]]) {
          expect((await index.search(vectorOf(1000), 3, scoped(nobody))).hits).toEqual([]);
        }
      });

      test("[FIL1] after any history answers as the labels of the scope alone would", async () => {
        await fc.assert(
          fc.asyncProperty(history, fc.uniqueArray(label), fc.integer({ min: 1, max: 9 }), async (steps, wanted, k) => {
            const fresh = createIndex({ dimension });
            const present = new Set<number>();
            try {
              for (const step of steps) await take(fresh, follow(present, step));
              const within = wanted.filter((label) => present.has(label));
              await expectNearest(fresh, within, vectorOf(1000), k, scoped(wanted));
            } finally {
              fresh.close();
            }
          }),
          { numRuns: 50 },
        );
      });
    });

    test("[IDX2] gives equals in the order of their labels", async () => {
      const vector = vectorOf(1);
      const labels = [9, 3, 200, 7, 5];
      await index.add(bigs(labels), Float32Array.from(labels.flatMap(() => [...vector])));
      await add(index, [50, 51]);
      const { hits } = await index.search(vector, 5);
      expect(hits.map((hit) => hit.label)).toEqual([3, 5, 7, 9, 200]);
      expect((await index.search(vector, 3)).hits).toEqual(hits.slice(0, 3));
    });

    test("does not begin what is given up already", async () => {
      await add(index, [1]);
      const signal = AbortSignal.abort(new Error("given up"));
      await expect(index.search(vectorOf(1), 1, { signal })).rejects.toThrow("given up");
    });

    test("[IDX6] takes no value that is not finite", async () => {
      await add(index, [1]);
      for (const bad of [Number.NaN, Infinity]) {
        const vector = Float32Array.from(vectorOf(2)).fill(bad, 3, 4);
        await expect(index.add(bigs([2]), vector)).rejects.toThrow();
        await expect(index.search(vector as UnitVector, 1)).rejects.toThrow();
      }
      expect(index.status.size).toBe(1);
    });

    test("passes over labels to remove that are not there", async () => {
      await add(index, [1, 2]);
      await remove(index, [2, 3, 2]);
      await remove(index, []);
      await expectNearest(index, [1], vectorOf(1000), 5);
    });

    test("takes a label again once it was removed, with another vector", async () => {
      await index.add(bigs([1]), vectorOf(7));
      await remove(index, [1]);
      await add(index, [1]);
      await expectNearest(index, [1], vectorOf(1), 5);
    });

    test("takes no entries at all as no change", async () => {
      await add(index, []);
      expect(index.status.size).toBe(0);
    });

    test("holds nothing once it is closed", async () => {
      await add(index, [1]);
      index.close();
      expect(index.status.size).toBe(0);
    });
  });
}
