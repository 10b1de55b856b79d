import { expect, test } from "vitest";
import { cosine, normalize, type UnitVector } from "@likeness/sdk/core";
import type { ExactIndex } from "../exact-index.ts";
import { heldOutProbes } from "./held-out.ts";

const templates = [normalize([1, 0, 0, 0]), normalize([0, 1, 1, 0]), normalize([1, 2, 3, 4])];
const labels = BigInt64Array.of(3n, 5n, 9n);

const holding = (gone: readonly bigint[] = []) =>
  ({
    labels: async () => labels,
    vectors: async (wanted: BigInt64Array) =>
      Float32Array.from(
        [...wanted].flatMap((label) => {
          const template = templates[labels.indexOf(label)]!;
          return gone.includes(label) ? [...template].fill(Number.NaN) : [...template];
        }),
      ),
  }) as Partial<ExactIndex> as ExactIndex;

let state = 1;
const random = () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
const nearest = (probe: UnitVector) => Math.max(...templates.map((template) => cosine(probe, template)));

test.each([0.5, 0.94, 1])("a probe is as far from a template as is asked for: a cosine of %d", async (similarity) => {
  const probes = await heldOutProbes(holding(), { dimension: 4, many: 50, similarity, random });
  expect(probes).toHaveLength(3);
  for (const { probe } of probes) expect(nearest(probe)).toBeGreaterThan(similarity - 1e-6);
  const [first] = probes;
  expect(Math.min(...templates.map((template) => Math.abs(cosine(first!.probe, template) - similarity)))).toBeLessThan(
    1e-6,
  );
});

test("what was removed meanwhile gives none, and an empty index none at all", async () => {
  const some = await heldOutProbes(holding([5n]), { dimension: 4, many: 50, similarity: 0.9, random });
  expect(some).toHaveLength(2);
  const empty = { labels: async () => new BigInt64Array() } as Partial<ExactIndex> as ExactIndex;
  expect(await heldOutProbes(empty, { dimension: 4, many: 50, similarity: 0.9, random })).toEqual([]);
});
