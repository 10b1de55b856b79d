import { createIndex } from "@likeness/faiss";
import { inOrder } from "./in-order.ts";
import type { VectorIndex } from "./port.ts";

/** Real Faiss, in memory. Changes are made one after the other, in calling order; searches run beside them. */
export function faissIndex({ dimension }: { readonly dimension: number }): VectorIndex {
  const index = createIndex({ dimension, factory: "Flat", metric: "ip" });
  const change = inOrder();

  return {
    get status() {
      return { size: index.size, bytes: index.bytes, kind: "exact, Faiss Flat", exact: true };
    },
    add: async (labels, vectors) => {
      if (labels.length > 0 || vectors.length > 0) await change(() => index.add(labels, vectors));
    },
    remove: async (labels) => {
      await change(() => index.remove(labels));
    },
    search: async (probe, k, { scope, signal } = {}) => {
      signal?.throwIfAborted();
      const inScope = scope && new Set(scope);
      // Faiss takes equals as they come, and a scope may leave out any of the nearest: more are asked for until the last
      // that came is worse than the last that is wanted.
      for (let wanted = k + 1; ; wanted *= 4) {
        const { scores, labels, k: came } = await index.search(probe, inScope ? Math.max(index.size, 1) : wanted);
        const hits = Array.from(labels, (label, i) => ({ label: Number(label), score: scores[i]! }))
          .filter((hit, i) => hit.label >= 0 && (!inScope || inScope.has(labels[i]!)))
          .toSorted((a, b) => b.score - a.score || a.label - b.label);
        const isWhole = inScope || came < wanted || hits.at(-1)!.score < hits[k - 1]!.score;
        if (isWhole) return { hits: hits.slice(0, k), compared: index.size };
      }
    },
    close: () => index.close(),
  };
}
