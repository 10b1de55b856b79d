import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { flatIndex } from "../flat.ts";
import { inOrder } from "../in-order.ts";
import { buildCandidates } from "./build.ts";
import type { Candidates } from "./candidates.ts";
import { nearby, randomVector, seeded } from "./nearby.fixture.ts";

const dimension = 8;
const plan = { factory: "IVF4,SQ8", lists: 4, sample: 100 };
const random = seeded(3);

/** A space whose changes reach whatever is being built. */
async function space(many: number) {
  const exact = flatIndex({ dimension });
  const step = inOrder();
  let built: Candidates | undefined;
  const change = {
    add: (label: number) =>
      step(async () => {
        const [labels, vector] = [BigInt64Array.of(BigInt(label)), randomVector(dimension, random)];
        await exact.add(labels, vector);
        await built?.add(labels, vector);
      }),
    remove: (label: number) =>
      step(async () => {
        const labels = BigInt64Array.of(BigInt(label));
        await Promise.all([exact.remove(labels), built?.remove(labels)]);
      }),
  };
  for (let label = 1; label <= many; label++) await change.add(label);
  const begin = (candidates: Candidates) => {
    built = candidates;
  };
  return { exact, step, change, begin };
}

const never = new AbortController().signal;

describe("[IDX5] candidates", () => {
  test("hold what the index holds, whatever changed while they were made", async () => {
    await fc.assert(
      fc.asyncProperty(
        // Each once: a label that was removed never comes again [STO4].
        fc.uniqueArray(fc.record({ label: fc.integer({ min: 1, max: 80 }), turns: fc.nat(3) }), {
          maxLength: 20,
          selector: ({ label }) => label,
        }),
        async (changes) => {
          const { exact, step, change, begin } = await space(40);
          const candidates = nearby(dimension);
          const create = async () => candidates;
          const building = buildCandidates({ exact, dimension, plan, create, step, begin, random, signal: never });
          const changing: Promise<unknown>[] = [];
          for (const { label, turns } of changes) {
            for (let turn = 0; turn < turns; turn++) await Promise.resolve();
            changing.push(label <= 40 ? change.remove(label) : change.add(label));
          }
          await Promise.all([building, ...changing]);
          expect(candidates.labels()).toEqual([...(await exact.labels())]);
        },
      ),
      { numRuns: 60 },
    );
  });

  test("learn from as many as the plan says, all of them there", async () => {
    const { exact, step, begin } = await space(300);
    let learned = 0;
    const create = async ({ training }: { training: Float32Array }) => {
      learned = training.length / dimension;
      expect(training.every(Number.isFinite)).toBe(true);
      return nearby(dimension);
    };
    await buildCandidates({ exact, dimension, plan, create, step, begin, random, signal: never });
    expect(learned).toBe(100);
  });

  test("are let go of when they are given up", async () => {
    const { exact, step } = await space(10);
    const stop = new AbortController();
    const candidates = nearby(dimension);
    const begin = () => stop.abort(new Error("given up"));
    const create = async () => candidates;
    const building = buildCandidates({ exact, dimension, plan, create, step, begin, random, signal: stop.signal });
    await expect(building).rejects.toThrow("given up");
    expect(candidates.labels()).toEqual([]);
  });
});
