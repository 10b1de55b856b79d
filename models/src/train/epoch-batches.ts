import { seeded } from "../random.ts";
import type { Sampler } from "../samplers/sampler.ts";
import { TrainingError } from "../training-error.ts";
import { streams } from "./streams.ts";

/**
 * The batches of any epoch. The last two epochs are kept: the next batch is asked for while the present one is used, and
 * it may be of the next epoch.
 *
 * @throws {TrainingError} `data_invalid` where the sampler makes no batch
 */
export function epochBatches(sampler: Sampler, seed: number): (epoch: number) => readonly Int32Array[] {
  const kept = new Map<number, readonly Int32Array[]>();
  return (epoch) => {
    const known = kept.get(epoch);
    if (known) return known;
    const batches = sampler.epoch(seeded(seed, streams.sampler, epoch));
    if (batches.length === 0) throw new TrainingError("data_invalid", `${sampler.name} makes no batch of these pictures`);
    if (kept.size === 2) kept.delete(Math.min(...kept.keys()));
    kept.set(epoch, batches);
    return batches;
  };
}
