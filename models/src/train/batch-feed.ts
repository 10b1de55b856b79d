import type { BatchMaker } from "../data/batch/batches.ts";
import type { Inputs } from "../nn/learner.ts";

/** Makes the batches of an epoch, some ahead of the one that is learnt from. */
export type BatchSource = Pick<BatchMaker, "epoch">;

/** Where in a run a batch belongs. */
export interface BatchPlace {
  readonly epoch: number;
  /** Its number within the epoch. */
  readonly batch: number;
}

/** One batch after another, over the ends of epochs. */
export interface BatchFeed {
  /** @param order of the batches of the whole epoch */
  batch(place: BatchPlace, order: readonly Int32Array[]): Promise<Inputs>;
  /** What is still being made is of no use any more. */
  close(): Promise<void>;
}

/** Batches are asked for in their order; the first may be any. */
export function batchFeed(source: BatchSource, signal?: AbortSignal): BatchFeed {
  let open: { readonly epoch: number; readonly batches: AsyncGenerator<{ readonly inputs: Inputs }> } | undefined;
  const close = async () => {
    await open?.batches.return(undefined);
    open = undefined;
  };
  return {
    async batch({ epoch, batch }, order) {
      if (open?.epoch !== epoch) {
        await close();
        open = { epoch, batches: source.epoch({ order, epoch, from: batch, ...(signal && { signal }) }) };
      }
      const { value, done } = await open.batches.next();
      if (done) throw new Error(`epoch ${epoch} ended before its batch ${batch}`);
      return value.inputs;
    },
    close,
  };
}
