import { describe, expect, test } from "vitest";
import { flatIndex } from "./flat.ts";
import { liveSpace, type Shortcuts } from "./live-space.ts";
import { nearby, randomVector, seeded } from "./shortcut/nearby.fixture.ts";

const dimension = 24;
const random = seeded(11);
const never = new AbortController().signal;

const labelled = (from: number, to: number) => BigInt64Array.from({ length: to - from }, (_, i) => BigInt(from + i));
const vectorsFor = (labels: BigInt64Array) =>
  Float32Array.from([...labels].flatMap(() => [...randomVector(dimension, random)]));

async function spaceOf(many: number) {
  const exact = flatIndex({ dimension });
  const space = liveSpace({ exact, dimension, similarity: 0.95 });
  const labels = labelled(1, many + 1);
  await space.added(labels, vectorsFor(labels));
  return { exact, space };
}

/** Time passes with each look at the clock while the exact index is timed, and stands still for the short cut. */
const shortcuts = (changes: Partial<Shortcuts> = {}): Shortcuts => {
  let looks = 0;
  let now = 0;
  return {
    create: async () => nearby(dimension),
    policy: { patience: 0.001, gain: 0.1, floor: 0.9, probes: 150 },
    clock: () => (looks++ < 18 ? (now += 10) : now),
    random,
    ...changes,
  };
};

describe("a space", () => {
  test("[IDX1] finds what was added and not what was removed, each once it is answered", async () => {
    const { space } = await spaceOf(20);
    await space.removed(BigInt64Array.of(4n));
    const { hits } = await space.search(randomVector(dimension, random), 30);
    expect(hits).toHaveLength(19);
    expect(hits.map(({ label }) => label)).not.toContain(4);
  });

  test("makes changes in the order they come, waited for or not", async () => {
    const { exact, space } = await spaceOf(0);
    const one = labelled(1, 2);
    await Promise.all([space.added(one, vectorsFor(one)), space.removed(one)]);
    expect(exact.status.size).toBe(0);
  });
});

describe("[IDX4] a short cut", () => {
  test("is not made for a space that is searched quickly", async () => {
    const { space } = await spaceOf(50);
    expect(await space.improve(shortcuts({ clock: () => 0 }), never)).toBe("not worth it");
    expect(space.status).toMatchObject({ exact: true, recall: undefined });
  });

  test("answers once its recall was measured, and follows what changes", async () => {
    const { exact, space } = await spaceOf(1_000);
    expect(await space.improve(shortcuts(), never)).toBe("used");
    expect(space.status.exact).toBe(false);
    expect(space.status.recall!.atLeast).toBeGreaterThanOrEqual(0.9);
    const late = labelled(9_000, 9_001);
    const vector = vectorsFor(late);
    await space.added(late, vector);
    await space.removed(BigInt64Array.of(1n));
    const { hits } = await space.search(vector as never, 1);
    expect(hits[0]).toMatchObject({ label: 9_000 });
    expect(exact.status.size).toBe(1_000);
  });

  test("that finds too little is let go of; the exact index goes on, and the recall is told", async () => {
    const { space } = await spaceOf(1_000);
    const blind = nearby(dimension);
    blind.near = async () => ({ labels: BigInt64Array.of(1n), compared: 1 });
    expect(await space.improve(shortcuts({ create: async () => blind }), never)).toBe("finds too little");
    expect(space.status.exact).toBe(true);
    expect(space.status.recall!.found).toBeLessThan(space.status.recall!.probes);
    expect(blind.labels()).toEqual([]);
  });

  test("[IDX5] that fails to follow is let go of, and no change or search fails of it", async () => {
    const { space } = await spaceOf(1_000);
    const candidates = nearby(dimension);
    await space.improve(shortcuts({ create: async () => candidates }), never);
    candidates.add = () => Promise.reject(new Error("out of memory"));
    const late = labelled(9_000, 9_001);
    const vector = vectorsFor(late);
    await space.added(late, vector);
    expect(space.status.exact).toBe(true);
    expect((await space.search(vector as never, 1)).hits[0]).toMatchObject({ label: 9_000 });
  });

  test("is given up when the space is closed", async () => {
    const { space } = await spaceOf(1_000);
    const stop = new AbortController();
    stop.abort(new Error("closing"));
    await expect(space.improve(shortcuts(), stop.signal)).rejects.toThrow("closing");
    expect(space.status.exact).toBe(true);
    await space.close();
    expect(space.status.size).toBe(0);
  });
});
