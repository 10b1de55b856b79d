import type { Batch } from "../losses/loss.ts";
import type { Random } from "../random.ts";
import type { Tuples } from "./tuples.ts";

/** Chooses, out of all tuples of a batch, those that a loss should learn from. */
export interface Miner {
  readonly name: string;
  /** `reference` as in a loss: positives and negatives are found there. */
  mine(batch: Batch, random: Random, reference?: Batch): Tuples;
}
