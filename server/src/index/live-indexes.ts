import type { UnitVector } from "@likeness/sdk/core";
import type { CreateExactIndex } from "./exact-index.ts";
import { liveSpace, type Improvement, type LiveSpace, type LiveStatus, type Shortcuts } from "./live-space.ts";
import { loadSpace } from "./load-space.ts";
import type { Found, IndexStatus, SearchOptions } from "./port.ts";
import type { Rows } from "./present-rows.ts";
import type { Snapshots } from "./snapshots/snapshots.ts";
import type { Source } from "./source.ts";

/** What a commit has changed of the spaces. */
export interface SpaceChanges {
  readonly added: readonly (Rows & { readonly spaceId: number })[];
  readonly removed: readonly { readonly spaceId: number; readonly labels: BigInt64Array }[];
}

/** What an index has to know of a model. */
export interface SpaceModel {
  readonly dimension: number;
  /** The cosine that an accepted view has to its template, at least. */
  readonly similarity: number;
}

export interface LiveIndexesOptions {
  readonly source: Source;
  readonly create: CreateExactIndex;
  /** @throws Problem `unknown_model` */
  readonly modelOf: (modelId: string) => SpaceModel;
  readonly snapshots?: Snapshots | undefined;
  readonly shortcuts?: Shortcuts | undefined;
  readonly onEvent?: ((event: IndexEvent) => void) | undefined;
}

export type IndexEvent =
  | { readonly event: "loaded"; readonly spaceId: number; readonly size: number; readonly fromStore: number }
  | { readonly event: "saved"; readonly spaceId: number; readonly size: number }
  | { readonly event: "improved"; readonly spaceId: number; readonly outcome: Improvement }
  | { readonly event: "failed"; readonly spaceId: number; readonly at: string; readonly error: unknown };

/**
 * The indexes in memory, one a space, made when a space is first asked for and kept in step with the store from then on:
 * [IDX1].
 *
 * `committed` is called in the turn of the store's commit: an index that is loaded later then reads the change from the
 * store, one that is there already is told of it, and none sees it twice or not at all.
 */
export interface LiveIndexes {
  /** @throws Problem `store_damaged`, `unknown_model` */
  open(spaceId: number): Promise<LiveSpace>;
  /**
   * In a space that was there in this turn; should it go, or be loaded anew, before it has answered, that is seen to.
   *
   * @throws Problem `store_damaged`, `unknown_model`; the signal's reason
   */
  search(spaceId: number, probe: UnitVector, k: number, options?: SearchOptions): Promise<Answered>;
  /** Resolves when searches see it, and what was removed is out of memory and snapshots: [STO7]. */
  committed(changes: SpaceChanges): Promise<void>;
  /** Saves what has changed much, or all that has changed, and makes short cuts where spaces have grown. */
  tend(options?: { readonly saveAll?: boolean }): Promise<void>;
  statuses(): ReadonlyMap<number, LiveStatus>;
  /** Saves nothing. */
  close(): Promise<void>;
}

export interface Answered extends Found {
  /** Of what has answered, when it did. */
  readonly status: IndexStatus;
}

interface Entry {
  readonly opening: Promise<LiveSpace>;
  space: LiveSpace | undefined;
  /** Vectors that came or went since it was saved. */
  unsaved: number;
  /** How large it was when a short cut was last looked for. */
  improvedAt: number;
}

/** So many changes, or a tenth of all, make a snapshot worth writing: what is not in it is read from the store. */
const worthSaving = 20_000;

/** Of a space that is gone. */
const nobody: IndexStatus = { size: 0, bytes: 0, kind: "nobody", exact: true };

export function liveIndexes(options: LiveIndexesOptions): LiveIndexes {
  const { source, create, modelOf, snapshots, shortcuts, onEvent = () => {} } = options;
  const entries = new Map<number, Entry>();
  const stop = new AbortController();
  let tending: Promise<void> = Promise.resolve();

  function open(spaceId: number): Entry {
    const known = entries.get(spaceId);
    if (known) return known;
    const loading = load(spaceId);
    const opening = loading.then(({ space }) => space);
    const entry: Entry = { opening, space: undefined, unsaved: 0, improvedAt: 0 };
    entries.set(spaceId, entry);
    loading.then(
      ({ space, unsaved }) => {
        entry.space = space;
        entry.unsaved += unsaved;
      },
      () => {
        if (entries.get(spaceId) === entry) entries.delete(spaceId);
      },
    );
    return entry;
  }

  /** Not an async function: the store's labels are read in the turn of the call. */
  function load(spaceId: number): Promise<{ space: LiveSpace; unsaved: number }> {
    const found = source.space(spaceId);
    if (!found) return Promise.reject(new RangeError(`there is no space ${spaceId}`));
    const { modelId } = found;
    const { dimension, similarity } = modelOf(modelId);
    const { signal } = stop;
    return loadSpace({ source, spaceId, modelId, dimension, create, snapshots, signal }).then(
      ({ index, caughtUp, dropped }) => {
        onEvent({ event: "loaded", spaceId, size: index.status.size, fromStore: caughtUp });
        return { space: liveSpace({ exact: index, dimension, similarity }), unsaved: caughtUp + dropped };
      },
    );
  }

  /** One that fails to follow is let go of, and loaded anew when it is next asked for. */
  async function follow(spaceId: number, many: number, change: (space: LiveSpace) => Promise<void>): Promise<void> {
    const entry = entries.get(spaceId);
    if (!entry) return;
    entry.unsaved += many;
    try {
      await change(await entry.opening);
    } catch (error) {
      onEvent({ event: "failed", spaceId, at: "following", error });
      letGo(spaceId, entry);
    }
  }

  function letGo(spaceId: number, entry: Entry): void {
    if (entries.get(spaceId) === entry) entries.delete(spaceId);
    entry.opening.then((space) => space.close()).catch(() => {});
  }

  async function remove(spaceId: number, labels: BigInt64Array): Promise<void> {
    await follow(spaceId, labels.length, (space) => space.removed(labels));
    if (source.space(spaceId)) return snapshots?.scrub(spaceId, labels);
    // Nobody is in it any more, and its number is not used again.
    const entry = entries.get(spaceId);
    if (entry) letGo(spaceId, entry);
    await snapshots?.drop(spaceId);
  }

  async function save(spaceId: number, entry: Entry, space: LiveSpace): Promise<void> {
    const found = source.space(spaceId);
    if (!snapshots || !found) return;
    const { modelId, change } = found;
    const stamp = { epoch: source.epoch, space: spaceId, modelId, dimension: modelOf(modelId).dimension, change };
    const { unsaved } = entry;
    await snapshots.save(await space.between(async (exact) => exact), stamp);
    entry.unsaved -= unsaved;
    onEvent({ event: "saved", spaceId, size: space.status.size });
  }

  async function improve(spaceId: number, entry: Entry, space: LiveSpace): Promise<void> {
    const { size } = space.status;
    if (!shortcuts || size < 2 * entry.improvedAt) return;
    entry.improvedAt = Math.max(1, size);
    const outcome = await space.improve(shortcuts, stop.signal);
    if (outcome !== "not worth it") onEvent({ event: "improved", spaceId, outcome });
  }

  async function tendTo(spaceId: number, entry: Entry, space: LiveSpace, saveAll: boolean): Promise<void> {
    const isWorthSaving = entry.unsaved >= Math.min(worthSaving, Math.max(1, space.status.size / 10));
    try {
      if (entry.unsaved > 0 && (saveAll || isWorthSaving)) await save(spaceId, entry, space);
      if (!saveAll) await improve(spaceId, entry, space);
    } catch (error) {
      if (!stop.signal.aborted) onEvent({ event: "failed", spaceId, at: saveAll ? "saving" : "tending", error });
    }
  }

  async function search(spaceId: number, probe: UnitVector, k: number, options?: SearchOptions): Promise<Answered> {
    for (;;) {
      const entry = open(spaceId);
      try {
        const space = await entry.opening;
        const found = await space.search(probe, k, options);
        return { ...found, status: space.status };
      } catch (error) {
        // It is another's fault only if it was let go of meanwhile.
        if (options?.signal?.aborted || stop.signal.aborted || entries.get(spaceId) === entry) throw error;
        if (!source.space(spaceId)) return { hits: [], compared: 0, status: nobody };
      }
    }
  }

  return {
    open: (spaceId) => open(spaceId).opening,
    search,

    committed: async ({ added, removed }) => {
      // Added first: who searches in between finds whoever is replaced, by templates that are still theirs.
      const adding = added.map(({ spaceId, labels, vectors }) =>
        follow(spaceId, labels.length, (space) => space.added(labels, vectors)),
      );
      const removing = removed.map(({ spaceId, labels }) => remove(spaceId, labels));
      await Promise.all([...adding, ...removing]);
    },

    tend: ({ saveAll = false } = {}) => {
      tending = tending.then(async () => {
        for (const [spaceId, entry] of entries) if (entry.space) await tendTo(spaceId, entry, entry.space, saveAll);
      });
      return tending;
    },

    statuses: () => new Map([...entries].flatMap(([id, { space }]) => (space ? [[id, space.status] as const] : []))),

    close: async () => {
      stop.abort(new Error("the indexes are being closed"));
      await tending;
      const all = await Promise.allSettled([...entries.values()].map(({ opening }) => opening));
      entries.clear();
      await Promise.all(all.map((result) => (result.status === "fulfilled" ? result.value.close() : undefined)));
    },
  };
}
