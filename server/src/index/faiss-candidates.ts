import { createIndex, type FaissIndex } from "@likeness/faiss";
import { inOrder } from "./in-order.ts";
import type { Candidates, CreateCandidates } from "./shortcut/candidates.ts";

export interface FaissCandidatesOptions {
  /** That may learn and add; a search runs on one, and others beside it. */
  readonly threads: number;
  /** The CUDA device to keep them on; undefined: in memory. */
  readonly device?: number | undefined;
}

/**
 * Candidates by an index of lists of Faiss. The effort is how many lists are looked through.
 *
 * On a device nothing can be removed: the first removal fails, whoever follows it lets go of it, and the exact index
 * answers until another is made.
 */
export function faissCandidates({ threads, device }: FaissCandidatesOptions): CreateCandidates {
  return async ({ dimension, factory, training, signal }) => {
    const lists = Number(/^IVF(\d+)/.exec(factory)?.[1] ?? 1);
    const index = createIndex({ dimension, factory, metric: "ip", threads, device });
    try {
      await index.train(training, { signal });
    } catch (error) {
      index.close();
      signal?.throwIfAborted();
      throw error;
    }
    return candidatesOf(index, lists, device === undefined ? "" : `, on device ${device}`);
  };
}

function candidatesOf(index: FaissIndex, lists: number, place: string): Candidates {
  const change = inOrder();
  let effort = 1;
  return {
    get kind() {
      return `Faiss ${index.factory}, ${effort} of ${lists} lists${place}`;
    },
    get bytes() {
      return index.bytes;
    },
    get effort() {
      return effort;
    },
    set effort(lookedThrough) {
      effort = Math.min(Math.max(1, Math.round(lookedThrough)), lists);
    },
    mostEffort: lists,
    add: (labels, vectors) => change(() => index.add(labels, vectors)),
    remove: async (labels) => {
      await change(() => index.remove(labels));
    },
    near: async (probe, many) => {
      const { labels, compared } = await index.search(probe, many, { nprobe: effort });
      // There may be fewer in the lists. The centres are compared as well.
      return { labels: labels.filter((label) => label >= 0n).toSorted(), compared: compared && compared + lists };
    },
    close: () => index.close(),
  };
}
