import { expect, test } from "vitest";
import { flatIndex } from "../flat.ts";
import { heldOutProbes } from "./held-out.ts";
import { nearby, randomVector, seeded } from "./nearby.fixture.ts";
import { defaultPolicy } from "./plan.ts";
import { shortcutIndex } from "./shortcut-index.ts";
import { tune } from "./tune.ts";

const dimension = 32;

async function galleryOf(many: number) {
  const random = seeded(7);
  const [exact, candidates] = [flatIndex({ dimension }), nearby(dimension)];
  const labels = BigInt64Array.from({ length: many }, (_, i) => BigInt(i + 1));
  const vectors = Float32Array.from([...labels].flatMap(() => [...randomVector(dimension, random)]));
  await exact.add(labels, vectors);
  await candidates.add(labels, vectors);
  const probes = await heldOutProbes(exact, { dimension, many: 400, similarity: 0.9, random });
  return { exact, candidates, shortcut: shortcutIndex(exact, candidates), probes };
}

/** Seconds that pass between one look and the next. */
const ticking = (seconds: number) => {
  let now = 0;
  return () => (now += seconds);
};

const policy = { ...defaultPolicy, floor: 0.98 };

test("[IDX4] it looks as far as it has to, and no farther", async () => {
  const { exact, candidates, shortcut, probes } = await galleryOf(600);
  const found = await tune(candidates, shortcut, exact, probes, { exactSeconds: 1, policy, clock: ticking(0.001) });
  expect(found.refused).toBeUndefined();
  expect(found.recall.atLeast).toBeGreaterThanOrEqual(0.98);
  expect(candidates.effort).toBeGreaterThan(1);
  expect(candidates.effort).toBeLessThan(dimension);
});

test("[IDX4] one that misses people however far it looks is refused", async () => {
  const { exact, candidates, probes } = await galleryOf(300);
  const blind = { search: async () => ({ hits: [], compared: 0 }) };
  const found = await tune(candidates, blind, exact, probes, { exactSeconds: 1, policy, clock: ticking(0.001) });
  expect(found).toMatchObject({ refused: "recall", recall: { found: 0 } });
});

test("[IDX4] with too few probes to say so it is refused, whatever they say", async () => {
  const { exact, candidates, shortcut, probes } = await galleryOf(300);
  const found = await tune(candidates, shortcut, exact, probes.slice(0, 20), {
    exactSeconds: 1,
    policy,
    clock: ticking(0.001),
  });
  expect(found.refused).toBe("recall");
});

test("one that is not much quicker than the exact search is refused", async () => {
  const { exact, candidates, shortcut, probes } = await galleryOf(300);
  const found = await tune(candidates, shortcut, exact, probes, { exactSeconds: 0.001, policy, clock: ticking(1) });
  expect(found.refused).toBe("speed");
});
