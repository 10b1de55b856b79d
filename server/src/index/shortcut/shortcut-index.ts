import type { SearchOptions, VectorIndex } from "../port.ts";
import type { Candidates } from "./candidates.ts";

/** As many candidates as this for each place that is asked for, and no fewer than `fewest`. */
const candidatesPerPlace = 8;
const fewest = 64;

/**
 * Candidates by a short cut, compared in full by the exact index: scores are exact, and only who is no candidate can be
 * missed. In a scope nobody is: there the exact index answers alone, [FIL1].
 */
export function shortcutIndex(exact: VectorIndex, candidates: Candidates): VectorIndex {
  return {
    get status() {
      const { size, bytes, kind } = exact.status;
      return {
        size,
        bytes: bytes + candidates.bytes,
        kind: `${candidates.kind}, then ${kind}`,
        exact: false,
      };
    },
    // The exact index first: a candidate that it does not know yet would be passed over.
    add: async (labels, vectors) => {
      await exact.add(labels, vectors);
      await candidates.add(labels, vectors);
    },
    remove: async (labels) => {
      await Promise.all([exact.remove(labels), candidates.remove(labels)]);
    },
    search: async (probe, k, options: SearchOptions = {}) => {
      if (options.scope) return exact.search(probe, k, options);
      options.signal?.throwIfAborted();
      const near = await candidates.near(probe, Math.max(fewest, k * candidatesPerPlace)).catch(() => undefined);
      // Let go of, or failed: the exact index answers.
      if (!near) return exact.search(probe, k, options);
      const { labels, compared } = near;
      const { hits } = await exact.search(probe, k, { ...options, scope: labels });
      return { hits, compared };
    },
    close: () => candidates.close(),
  };
}
