import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { cosine, normalize, type UnitVector } from "@likeness/sdk/core";
import type { CreateIndex, VectorIndex } from "./port.ts";

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

const entriesOf = (labels: readonly number[]) => labels.map((label) => ({ label, vector: vectorOf(label) }));
const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);

/**
 * Whether a search answers what comparing with each label would. Scores may differ by rounding, and with them
 * the order of two that are all but equal.
 */
async function expectNearest(index: VectorIndex, labels: Iterable<number>, probe: UnitVector, k: number) {
  const scores = new Map(Array.from(labels, (label) => [label, cosine(probe, vectorOf(label))]));
  const best = [...scores.values()].toSorted((a, b) => b - a).slice(0, k);
  const hits = await index.search(probe, k);
  expect(hits).toHaveLength(best.length);
  expect(new Set(hits.map(({ label }) => label)).size).toBe(best.length);
  hits.forEach(({ label, score }, rank) => {
    expect(score).toBeCloseTo(scores.get(label) ?? NaN, 5);
    expect(score).toBeCloseTo(best[rank]!, 5);
  });
}

type Step = { add: number[] } | { remove: number[] };

const label = fc.integer({ min: 0, max: 30 });
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
  const add = taken.add.filter((wanted) => !present.has(wanted));
  for (const added of add) present.add(added);
  return { add };
}

const take = (index: VectorIndex, taken: Step) =>
  "add" in taken ? index.add(entriesOf(taken.add)) : index.remove(taken.remove);

/** What every driver of the port is held to. */
export function indexContract(name: string, createIndex: CreateIndex): void {
  describe(`the index ${name}`, () => {
    let index: VectorIndex;
    beforeEach(() => {
      index = createIndex({ dimension });
    });
    afterEach(() => index.close());

    test("finds nothing when it is empty", async () => {
      expect(index.size).toBe(0);
      expect(await index.search(vectorOf(1), 5)).toEqual([]);
    });

    test.each([1, 10, 150])("finds the %d nearest that comparing with each would find", async (k) => {
      const all = range(0, 500);
      await index.add(entriesOf(all));
      for (const seed of range(1000, 1010)) await expectNearest(index, all, vectorOf(seed), k);
    });

    test("finds all there are when more are asked for", async () => {
      const all = range(0, 7);
      await index.add(entriesOf(all));
      await expectNearest(index, all, vectorOf(1000), 100);
    });

    test("scores by cosine, from a vector itself to its opposite", async () => {
      const vector = vectorOf(1);
      await index.add([
        { label: 1, vector },
        { label: 2, vector: normalize(vector.map((value) => -value)) },
      ]);
      expect(await index.search(vector, 2)).toEqual([
        { label: 1, score: expect.closeTo(1, 5) },
        { label: 2, score: expect.closeTo(-1, 5) },
      ]);
    });

    test("keeps labels beyond 32 bits apart", async () => {
      const large = [1, 2 ** 32 + 1, Number.MAX_SAFE_INTEGER];
      await index.add(entriesOf(large));
      await expectNearest(index, large, vectorOf(2 ** 32 + 1), 3);
      await index.remove([2 ** 32 + 1]);
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
              expect(fresh.size).toBe(present.size);
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
            expect(fresh.size).toBe(present.size);
            await expectNearest(fresh, present, vectorOf(1000), 31);
          } finally {
            fresh.close();
          }
        }),
        { numRuns: 50 },
      );
    });

    test("answers a search beside changes with all there was, and perhaps what they bring", async () => {
      const stays = range(0, 50);
      const comes = range(50, 100);
      await index.add(entriesOf(stays));
      const changes = comes.map((added) => index.add(entriesOf([added])));
      const searches = range(1000, 1030).map(async (seed) => {
        const hits = await index.search(vectorOf(seed), 100);
        const found = new Set(hits.map((hit) => hit.label));
        expect(stays.filter((wanted) => !found.has(wanted))).toEqual([]);
        for (const hit of hits) expect(hit.score).toBeCloseTo(cosine(vectorOf(seed), vectorOf(hit.label)), 5);
      });
      await Promise.all([...changes, ...searches]);
      await expectNearest(index, [...stays, ...comes], vectorOf(1000), 100);
    });

    test.each([
      { what: "that is there already", add: [3, 4, 1] },
      { what: "that comes twice in one call", add: [3, 4, 3] },
    ])("refuses a label $what, and adds none of the call", async ({ add }) => {
      await index.add(entriesOf([1, 2]));
      await expect(index.add(entriesOf(add))).rejects.toThrow();
      expect(index.size).toBe(2);
      await expectNearest(index, [1, 2], vectorOf(3), 5);
    });

    test("works on after a change that was refused", async () => {
      await index.add(entriesOf([1]));
      const refused = index.add(entriesOf([1]));
      await Promise.all([expect(refused).rejects.toThrow(), index.add(entriesOf([2]))]);
      await expectNearest(index, [1, 2], vectorOf(1000), 5);
    });

    test("refuses vectors of another dimension, and adds none of the call", async () => {
      const short = normalize([1, 2, 3]);
      await index.add(entriesOf([1]));
      await expect(index.add([...entriesOf([2]), { label: 3, vector: short }])).rejects.toThrow();
      expect(index.size).toBe(1);
      await expect(index.search(short, 1)).rejects.toThrow();
    });

    test("passes over labels to remove that are not there", async () => {
      await index.add(entriesOf([1, 2]));
      await index.remove([2, 3, 2]);
      await index.remove([]);
      await expectNearest(index, [1], vectorOf(1000), 5);
    });

    test("takes a label again once it was removed, with another vector", async () => {
      await index.add([{ label: 1, vector: vectorOf(7) }]);
      await index.remove([1]);
      await index.add(entriesOf([1]));
      await expectNearest(index, [1], vectorOf(1), 5);
    });

    test("takes no entries at all as no change", async () => {
      await index.add([]);
      expect(index.size).toBe(0);
    });

    test("holds nothing once it is closed", async () => {
      await index.add(entriesOf([1]));
      index.close();
      expect(index.size).toBe(0);
    });
  });
}
