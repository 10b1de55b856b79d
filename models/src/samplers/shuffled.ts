import { TrainingError } from "../training-error.ts";
import { drawInPlace } from "./draw.ts";
import type { Labelled } from "./pictures-by-class.ts";
import type { Sampler } from "./sampler.ts";

export interface ShuffledOptions extends Labelled {
  readonly batchSize: number;
  /** Whether the last batch is kept where it is smaller; by default it is dropped, for batch-norm's sake. */
  readonly keepLast?: boolean;
}

/**
 * Every picture once an epoch, in an order by chance, whatever its class.
 *
 * @throws {TrainingError} `data_invalid` where the pictures do not fill one batch
 */
export function shuffled({ labels, batchSize, keepLast = false }: ShuffledOptions): Sampler {
  if (!(Number.isInteger(batchSize) && batchSize > 0)) {
    throw new TrainingError("config_invalid", `batchSize is ${batchSize}, not a whole number above 0`);
  }
  const batches = keepLast ? Math.ceil(labels.length / batchSize) : Math.floor(labels.length / batchSize);
  if (batches === 0) {
    throw new TrainingError("data_invalid", `${labels.length} pictures do not fill a batch of ${batchSize}`);
  }
  return {
    name: "shuffled",
    epoch: (random) => {
      const order = drawInPlace(Int32Array.from(labels.keys()), labels.length, random);
      return Array.from({ length: batches }, (_, i) => order.slice(i * batchSize, (i + 1) * batchSize));
    },
  };
}
