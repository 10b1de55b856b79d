import type { UnitVector } from "@likeness/sdk/core";
import type { Store } from "../store/store.ts";
import type { CreateIndex, VectorIndex } from "./port.ts";

/**
 * The indexes in memory, one a space, made from the store when a space is first searched and kept in step with it from
 * then on.
 *
 * `added` and `removed` must be called in the same turn as the store's commit: an index that opens later then
 * reads the change from the store, one that is open already is told of it, and none sees it twice or not at all.
 */
export interface LiveIndexes {
  open(spaceId: number, dimension: number): Promise<VectorIndex>;
  added(spaceId: number, label: number, vector: UnitVector): Promise<void>;
  removed(spaceId: number, labels: readonly number[]): Promise<void>;
  close(): Promise<void>;
}

export function liveIndexes(store: Pick<Store, "labels" | "vectors">, createIndex: CreateIndex): LiveIndexes {
  const open = new Map<number, Promise<VectorIndex>>();

  /** What fails to follow the store is forgotten, and made from it anew at the next search. */
  async function change(spaceId: number, work: (index: VectorIndex) => Promise<void>): Promise<void> {
    const opening = open.get(spaceId);
    if (!opening) return;
    try {
      await work(await opening);
    } catch {
      if (open.get(spaceId) === opening) open.delete(spaceId);
      opening.then((index) => index.close(), () => {});
    }
  }

  return {
    open: (spaceId, dimension) => {
      const known = open.get(spaceId);
      if (known) return known;
      const labels = store.labels(spaceId);
      const vectors = store.vectors(labels, dimension);
      const opening = (async () => {
        const index = createIndex({ dimension });
        try {
          await index.add(labels, vectors);
        } catch (error) {
          index.close();
          throw error;
        }
        return index;
      })();
      open.set(spaceId, opening);
      opening.catch(() => open.delete(spaceId));
      return opening;
    },
    added: (spaceId, label, vector) => change(spaceId, (index) => index.add(BigInt64Array.of(BigInt(label)), vector)),
    removed: (spaceId, labels) => change(spaceId, (index) => index.remove(BigInt64Array.from(labels, BigInt))),
    close: async () => {
      const all = await Promise.allSettled(open.values());
      open.clear();
      for (const result of all) if (result.status === "fulfilled") result.value.close();
    },
  };
}
