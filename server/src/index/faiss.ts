import { createIndex } from "@likeness/faiss";
import type { VectorIndex } from "./port.ts";

/** Real Faiss, in memory. Changes are made one after the other, in calling order; searches run beside them. */
export function faissIndex({ dimension }: { dimension: number }): VectorIndex {
  const index = createIndex({ dimension, factory: "Flat", metric: "ip" });
  let last: Promise<unknown> = Promise.resolve();

  function inOrder<Result>(change: () => Promise<Result>): Promise<Result> {
    const done = last.then(change);
    last = done.catch(() => {});
    return done;
  }

  return {
    get size() {
      return index.size;
    },
    add: async (entries) => {
      if (entries.length === 0) return;
      const labels = BigInt64Array.from(entries, ({ label }) => BigInt(label));
      const vectors = new Float32Array(entries.length * dimension);
      entries.forEach(({ vector }, i) => {
        if (vector.length !== dimension) throw new RangeError(`${vector.length} values, not ${dimension}`);
        vectors.set(vector, i * dimension);
      });
      await inOrder(() => index.add(labels, vectors));
    },
    remove: async (labels) => {
      await inOrder(() => index.remove(BigInt64Array.from(labels, BigInt)));
    },
    search: async (probe, k) => {
      const { scores, labels } = await index.search(probe, k);
      return Array.from(labels, (label, i) => ({ label: Number(label), score: scores[i]! })).filter(
        ({ label }) => label >= 0,
      );
    },
    close: () => index.close(),
  };
}
