import { Problem } from "@likeness/sdk/core";
import type { Models } from "@likeness/sdk/host";
import type { LiveIndexes } from "./index/live-indexes.ts";
import type { Store } from "./store/store.ts";

/** Seconds. */
const retryAfter = 3;

export interface Warming {
  /** Loads every space of the models that the server has, one after the other. */
  warm(): Promise<void>;
  /** Why calls are better sent elsewhere; undefined: they are not. */
  problem(): Problem | undefined;
}

/** A server that is asked before its indexes are loaded keeps who asks waiting: until then it is not ready. */
export function warming({
  store,
  indexes,
  models,
}: {
  readonly store: Pick<Store, "everySpace" | "space">;
  readonly indexes: Pick<LiveIndexes, "open">;
  readonly models: Models;
}): Warming {
  let left: number | undefined;
  return {
    warm: async () => {
      // Templates of a model whose card was taken away are kept, and cannot be searched.
      const spaces = store.everySpace().filter(({ modelId }) => models.ids.includes(modelId));
      left = spaces.length;
      for (const { id } of spaces) {
        // It may have gone while those before it were loaded.
        if (store.space(id)) await indexes.open(id);
        left--;
      }
    },

    problem: () => {
      if (left === 0) return undefined;
      const state = left === undefined ? "indexes are not loaded yet" : `${left} indexes are still to be loaded`;
      return new Problem("overloaded", state, { retryAfter });
    },
  };
}
