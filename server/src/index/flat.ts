import { cosine, type UnitVector } from "@likeness/sdk/core";
import type { ExactIndex } from "./exact-index.ts";

/** The slow obvious search: compare with each, sort. What every other driver is held against. */
export function flatIndex({ dimension }: { readonly dimension: number }): ExactIndex {
  const kept = new Map<number, UnitVector>();
  return {
    get status() {
      return { size: kept.size, bytes: kept.size * dimension * 4, kind: "exact, in TypeScript", exact: true };
    },
    add: async (labels, added) => {
      if (added.length !== labels.length * dimension) {
        throw new RangeError(`${added.length} values for ${labels.length} vectors of ${dimension}`);
      }
      if (!added.every(Number.isFinite)) throw new RangeError("a value is not finite");
      const all = Array.from(labels, Number);
      const isNew = new Set([...kept.keys(), ...all]).size === kept.size + all.length;
      if (!isNew) throw new RangeError("a label is there already, or comes twice");
      all.forEach((label, i) => kept.set(label, added.slice(i * dimension, (i + 1) * dimension) as UnitVector));
    },
    remove: async (labels) => {
      for (const label of labels) {
        kept.get(Number(label))?.fill(0);
        kept.delete(Number(label));
      }
    },
    has: async (labels) => Uint8Array.from(labels, (label) => Number(kept.has(Number(label)))),
    labels: async () => BigInt64Array.from(kept.keys(), BigInt).toSorted(),
    vectors: async (labels) => {
      const vectors = new Float32Array(labels.length * dimension).fill(Number.NaN);
      labels.forEach((label, i) => vectors.set(kept.get(Number(label)) ?? [], i * dimension));
      return vectors;
    },
    search: async (probe, k, { scope, signal } = {}) => {
      signal?.throwIfAborted();
      if (!probe.every(Number.isFinite)) throw new RangeError("a value of the probe is not finite");
      const searched = scope
        ? Array.from(scope, Number).flatMap((label) => (kept.has(label) ? [[label, kept.get(label)!] as const] : []))
        : [...kept];
      const hits = searched
        .map(([label, vector]) => ({ label, score: cosine(probe, vector) }))
        .toSorted((a, b) => b.score - a.score || a.label - b.label)
        .slice(0, k);
      return { hits, compared: searched.length };
    },
    close: () => kept.clear(),
  };
}
