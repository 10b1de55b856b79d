import type { Random } from "../random.ts";

/** Composes the batches of an epoch from the label of every picture. */
export interface Sampler {
  readonly name: string;
  /**
   * One epoch: lists of picture indexes, each a batch. The whole epoch follows from `random`, so that a run that was
   * stopped goes on with the same batches.
   */
  epoch(random: Random): readonly Int32Array[];
}
