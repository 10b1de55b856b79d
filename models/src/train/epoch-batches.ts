import { seeded } from "../random.ts";
import type { Sampler } from "../samplers/sampler.ts";
import { TrainingError } from "../training-error.ts";
import { streams } from "./streams.ts";

/**
 * The batches of any epoch; those of the last one are kept.
 *
 * @throws {TrainingError} `data_invalid` where the sampler makes no batch
 */
export function epochBatches(sampler: Sampler, seed: number): (epoch: number) => readonly Int32Array[] {
  let kept: { readonly epoch: number; readonly batches: readonly Int32Array[] } | undefined;
  return (epoch) => {
    if (kept?.epoch === epoch) return kept.batches;
    const batches = sampler.epoch(seeded(seed, streams.sampler, epoch));
    if (batches.length === 0) throw new TrainingError("data_invalid", `${sampler.name} makes no batch of these pictures`);
    kept = { epoch, batches };
    return batches;
  };
}
