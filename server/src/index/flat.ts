import { cosine, type UnitVector } from "@likeness/sdk/core";
import type { VectorIndex } from "./port.ts";

/** The slow obvious search: compare with each, sort. What every other driver is held against. */
export function flatIndex({ dimension }: { readonly dimension: number }): VectorIndex {
  const vectors = new Map<number, UnitVector>();
  return {
    get status() {
      return { size: vectors.size, bytes: vectors.size * dimension * 4, kind: "exact, in TypeScript", exact: true };
    },
    add: async (labels, added) => {
      if (added.length !== labels.length * dimension) {
        throw new RangeError(`${added.length} values for ${labels.length} vectors of ${dimension}`);
      }
      if (!added.every(Number.isFinite)) throw new RangeError("a value is not finite");
      const all = Array.from(labels, Number);
      const isNew = new Set([...vectors.keys(), ...all]).size === vectors.size + all.length;
      if (!isNew) throw new RangeError("a label is there already, or comes twice");
      all.forEach((label, i) => vectors.set(label, added.slice(i * dimension, (i + 1) * dimension) as UnitVector));
    },
    remove: async (labels) => {
      for (const label of labels) {
        vectors.get(Number(label))?.fill(0);
        vectors.delete(Number(label));
      }
    },
    search: async (probe, k, { scope, signal } = {}) => {
      signal?.throwIfAborted();
      if (!probe.every(Number.isFinite)) throw new RangeError("a value of the probe is not finite");
      const searched = scope
        ? Array.from(scope, Number).flatMap((label) => (vectors.has(label) ? [[label, vectors.get(label)!] as const] : []))
        : [...vectors];
      const hits = searched
        .map(([label, vector]) => ({ label, score: cosine(probe, vector) }))
        .toSorted((a, b) => b.score - a.score || a.label - b.label)
        .slice(0, k);
      return { hits, compared: searched.length };
    },
    close: () => vectors.clear(),
  };
}
