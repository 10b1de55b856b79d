import { setImmediate } from "node:timers/promises";
import type { CreateExactIndex, ExactIndex } from "./exact-index.ts";
import { without } from "./label-sets.ts";
import { presentRows } from "./present-rows.ts";
import type { Snapshots } from "./snapshots/snapshots.ts";
import type { Source } from "./source.ts";

export interface Loading {
  readonly source: Source;
  readonly spaceId: number;
  readonly modelId: string;
  readonly dimension: number;
  readonly create: CreateExactIndex;
  /** Without them every start reads all vectors from the store. */
  readonly snapshots?: Snapshots | undefined;
  readonly signal: AbortSignal;
}

export interface Loaded {
  readonly index: ExactIndex;
  /** Vectors that came from the store. */
  readonly caughtUp: number;
  /** That were in the snapshot and in the store no more. */
  readonly dropped: number;
}

/** Vectors read from the store in one turn of the event loop: some milliseconds. */
const atOnce = 1_000;

/**
 * The index of a space as the store has it: the snapshot, and what has changed since, found by comparing labels. A label
 * means one vector for ever [STO4], so two sets of labels say all: [REC2].
 *
 * The store's labels are read at once, in the turn of the call: changes that are committed later are the caller's to
 * make, after this, in their order.
 *
 * @throws Problem `store_damaged`; the signal's reason
 */
export function loadSpace(loading: Loading): Promise<Loaded> {
  return caughtUp(loading, loading.source.labels(loading.spaceId));
}

async function caughtUp(loading: Loading, wanted: BigInt64Array): Promise<Loaded> {
  const { source, spaceId, modelId, dimension, create, snapshots, signal } = loading;
  const expected = { space: spaceId, modelId, dimension, hasMade: source.hasMade };
  const index = (await snapshots?.load(expected)) ?? create({ dimension });
  try {
    const { missing, extra } = await differences(wanted, index);
    await index.remove(extra);
    // Erased when this process, or the one before, was about to take them out of the file.
    await snapshots?.scrub(spaceId, extra);
    for (let from = 0; from < missing.length; from += atOnce) {
      signal.throwIfAborted();
      const labels = missing.subarray(from, from + atOnce);
      const rows = presentRows(labels, source.vectors(labels, dimension), dimension);
      await index.add(rows.labels, rows.vectors);
      await setImmediate();
    }
    return { index, caughtUp: missing.length, dropped: extra.length };
  } catch (error) {
    index.close();
    throw error;
  }
}

/** What the store has and the index has not, and the other way round: most often nothing, which takes little memory to see. */
async function differences(wanted: BigInt64Array, index: ExactIndex) {
  const there = await index.has(wanted);
  const missing = wanted.filter((_, i) => there[i] === 0);
  const isMore = index.status.size > wanted.length - missing.length;
  return { missing, extra: isMore ? without(await index.labels(), wanted) : new BigInt64Array() };
}
