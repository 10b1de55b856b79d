import { cosine, type UnitVector } from "@likeness/sdk/core";
import type { VectorIndex } from "./port.ts";

/** The slow obvious search: compare with each, sort. What every other driver is held against. */
export function flatIndex({ dimension }: { dimension: number }): VectorIndex {
  const vectors = new Map<number, UnitVector>();
  return {
    get size() {
      return vectors.size;
    },
    add: async (entries) => {
      const seen = new Set(vectors.keys());
      for (const { label, vector } of entries) {
        if (vector.length !== dimension) throw new RangeError(`${vector.length} values, not ${dimension}`);
        if (seen.has(label)) throw new RangeError(`label ${label} is there already`);
        seen.add(label);
      }
      for (const { label, vector } of entries) vectors.set(label, vector);
    },
    remove: async (labels) => {
      for (const label of labels) vectors.delete(label);
    },
    search: async (probe, k) =>
      Array.from(vectors, ([label, vector]) => ({ label, score: cosine(probe, vector) }))
        .toSorted((a, b) => b.score - a.score)
        .slice(0, k),
    close: () => vectors.clear(),
  };
}
