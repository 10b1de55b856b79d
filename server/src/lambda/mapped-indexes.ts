import type { ExactIndex } from "../index/exact-index.ts";
import { flatIndex } from "../index/flat.ts";
import type { LiveIndexes, SpaceModel } from "../index/live-indexes.ts";
import { liveSpace, type LiveSpace } from "../index/live-space.ts";
import type { Store } from "../store/store.ts";

export interface MappedIndexesOptions {
  readonly store: Pick<Store, "space">;
  /** By space; of those that are not there nobody is in. */
  readonly indexes: ReadonlyMap<number, ExactIndex>;
  /** @throws Problem `unknown_model` */
  readonly modelOf: (modelId: string) => SpaceModel;
}

/** The indexes of a store that never changes: there is nothing to follow, and nothing to save. */
export function mappedIndexes({ store, indexes, modelOf }: MappedIndexesOptions): LiveIndexes {
  const spaces = new Map<number, LiveSpace>();

  function open(spaceId: number): LiveSpace {
    const known = spaces.get(spaceId);
    if (known) return known;
    const found = store.space(spaceId);
    if (!found) throw new RangeError(`there is no space ${spaceId}`);
    const { dimension, similarity } = modelOf(found.modelId);
    const space = liveSpace({ exact: indexes.get(spaceId) ?? flatIndex({ dimension }), dimension, similarity });
    spaces.set(spaceId, space);
    return space;
  }

  return {
    open: async (spaceId) => open(spaceId),
    search: async (spaceId, probe, k, options) => {
      const space = open(spaceId);
      return { ...(await space.search(probe, k, options)), status: space.status };
    },
    committed: async () => {},
    tend: async () => {},
    statuses: () => new Map([...spaces].map(([id, { status }]) => [id, status])),
    close: async () => {
      await Promise.all([...spaces.values()].map((space) => space.close()));
    },
  };
}
