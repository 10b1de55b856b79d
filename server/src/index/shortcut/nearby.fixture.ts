import { cosine, normalize, type UnitVector } from "@likeness/sdk/core";
import type { Candidates } from "./candidates.ts";

/** Numbers from 0 up to 1, the same ones for the same seed (Park and Miller 1988). */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
}

export function randomVector(dimension: number, random: () => number): UnitVector {
  return normalize(Array.from({ length: dimension }, () => random() - 0.5));
}

/** Candidates that see only the first values of a vector: as many as the effort. */
export function nearby(dimension: number): Candidates & { readonly labels: () => bigint[] } {
  const kept = new Map<bigint, UnitVector>();
  const candidates = {
    kind: "near by",
    bytes: 0,
    effort: 1,
    mostEffort: dimension,
    labels: () => [...kept.keys()].toSorted((a, b) => (a < b ? -1 : 1)),
    add: async (labels: BigInt64Array, vectors: Float32Array) => {
      labels.forEach((label, i) => {
        if (kept.has(label)) throw new RangeError(`${label} is there already`);
        kept.set(label, vectors.slice(i * dimension, (i + 1) * dimension) as UnitVector);
      });
    },
    remove: async (labels: BigInt64Array) => {
      for (const label of labels) kept.delete(label);
    },
    near: async (probe: UnitVector, many: number) => {
      const seen = (vector: UnitVector) => vector.subarray(0, candidates.effort) as UnitVector;
      const best = [...kept]
        .map(([label, vector]) => ({ label, score: cosine(seen(probe), seen(vector)) }))
        .toSorted((a, b) => b.score - a.score)
        .slice(0, many);
      return { labels: BigInt64Array.from(best, ({ label }) => label).toSorted(), compared: kept.size };
    },
    close: () => kept.clear(),
  };
  return candidates;
}
