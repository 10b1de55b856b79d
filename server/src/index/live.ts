import type { UnitVector } from "@likeness/sdk/core";
import type { Store } from "../store/store.ts";
import type { CreateIndex, VectorIndex } from "./port.ts";

/**
 * The indexes in memory, one a collection, made from the store when a collection is first searched and kept in
 * step with it from then on.
 *
 * `added` and `removed` must be called in the same turn as the store's commit: an index that opens later then
 * reads the change from the store, one that is open already is told of it, and none sees it twice or not at all.
 */
export interface LiveIndexes {
  open(collectionId: number, dimension: number): Promise<VectorIndex>;
  added(collectionId: number, label: number, vector: UnitVector): Promise<void>;
  removed(collectionId: number, labels: readonly number[]): Promise<void>;
  close(): Promise<void>;
}

export function liveIndexes(store: Store, createIndex: CreateIndex): LiveIndexes {
  const open = new Map<number, Promise<VectorIndex>>();

  /** What fails to follow the store is forgotten, and made from it anew at the next search. */
  async function change(collectionId: number, work: (index: VectorIndex) => Promise<void>): Promise<void> {
    const opening = open.get(collectionId);
    if (!opening) return;
    try {
      await work(await opening);
    } catch {
      if (open.get(collectionId) === opening) open.delete(collectionId);
      opening.then((index) => index.close(), () => {});
    }
  }

  return {
    open: (collectionId, dimension) => {
      const known = open.get(collectionId);
      if (known) return known;
      const entries = store.vectors(collectionId);
      const opening = (async () => {
        const index = createIndex({ dimension });
        try {
          await index.add(entries);
        } catch (error) {
          index.close();
          throw error;
        }
        return index;
      })();
      open.set(collectionId, opening);
      opening.catch(() => open.delete(collectionId));
      return opening;
    },
    added: (collectionId, label, vector) => change(collectionId, (index) => index.add([{ label, vector }])),
    removed: (collectionId, labels) => change(collectionId, (index) => index.remove(labels)),
    close: async () => {
      const all = await Promise.allSettled(open.values());
      open.clear();
      for (const result of all) if (result.status === "fulfilled") result.value.close();
    },
  };
}
