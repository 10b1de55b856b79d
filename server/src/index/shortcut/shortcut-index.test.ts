import { describe, expect, test } from "vitest";
import { flatIndex } from "../flat.ts";
import { nearby, randomVector, seeded } from "./nearby.fixture.ts";
import { shortcutIndex } from "./shortcut-index.ts";

const dimension = 16;
const random = seeded(5);

async function filled(many: number) {
  const [exact, candidates] = [flatIndex({ dimension }), nearby(dimension)];
  candidates.effort = dimension;
  const index = shortcutIndex(exact, candidates);
  const labels = BigInt64Array.from({ length: many }, (_, i) => BigInt(i + 1));
  await index.add(labels, Float32Array.from([...labels].flatMap(() => [...randomVector(dimension, random)])));
  return { exact, candidates, index };
}

test("what is found is scored as the exact index scores it", async () => {
  const { exact, index } = await filled(300);
  for (let n = 0; n < 10; n++) {
    const probe = randomVector(dimension, random);
    expect((await index.search(probe, 5)).hits).toEqual((await exact.search(probe, 5)).hits);
  }
});

test("it says that it is not exact", async () => {
  const { index } = await filled(3);
  expect(index.status).toMatchObject({ exact: false, size: 3, kind: "near by, then exact, in TypeScript" });
});

test("[FIL1] in a scope it does not look for candidates: somebody of it may be none", async () => {
  const { exact, candidates, index } = await filled(300);
  candidates.near = async () => ({ labels: new BigInt64Array(), compared: 0 });
  const probe = randomVector(dimension, random);
  const scope = BigInt64Array.of(3n, 200n, 201n);
  expect(await index.search(probe, 2, { scope })).toEqual(await exact.search(probe, 2, { scope }));
});

test("[IDX5] a short cut that fails, or was let go of, costs no answer", async () => {
  const { exact, candidates, index } = await filled(50);
  candidates.near = () => Promise.reject(new Error("closed"));
  const probe = randomVector(dimension, random);
  expect(await index.search(probe, 5)).toEqual(await exact.search(probe, 5));
});

describe("changes reach both", () => {
  test("what is removed is found by neither", async () => {
    const { candidates, index } = await filled(10);
    await index.remove(BigInt64Array.of(2n, 3n));
    expect(candidates.labels()).toHaveLength(8);
    const { hits } = await index.search(randomVector(dimension, random), 10);
    expect(hits.map(({ label }) => label).toSorted((a, b) => a - b)).toEqual([1, 4, 5, 6, 7, 8, 9, 10]);
  });
});

test("closing it leaves the exact index, which is somebody else's", async () => {
  const { exact, candidates, index } = await filled(5);
  index.close();
  expect(candidates.labels()).toEqual([]);
  expect(exact.status.size).toBe(5);
});
