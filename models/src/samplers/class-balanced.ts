import { TrainingError } from "../training-error.ts";
import { drawInPlace } from "./draw.ts";
import { picturesByClass, type Labelled } from "./pictures-by-class.ts";
import type { Sampler } from "./sampler.ts";

export interface ClassBalancedOptions extends Labelled {
  readonly batchSize: number;
  /** By default as many as go into the number of pictures, at least one. */
  readonly batchesPerEpoch?: number;
}

/**
 * Every class as often as any other, however many pictures it has: classes come round after round, each round in an
 * order by chance, and all pictures of a class before one of them comes again.
 *
 * @throws {TrainingError} `data_invalid` where there is no picture
 */
export function classBalanced(options: ClassBalancedOptions): Sampler {
  const { labels, batchSize } = options;
  if (!(Number.isInteger(batchSize) && batchSize > 0)) {
    throw new TrainingError("config_invalid", `batchSize is ${batchSize}, not a whole number above 0`);
  }
  const classes = picturesByClass(options);
  const batches = options.batchesPerEpoch ?? Math.max(1, Math.floor(labels.length / batchSize));
  return {
    name: "class-balanced",
    epoch: (random) => {
      const order = Int32Array.from(classes.keys());
      const lists = classes.map(({ indexes }) => Int32Array.from(indexes));
      const used = lists.map(({ length }) => length);
      const drawn = Int32Array.from({ length: batches * batchSize }, (_, i) => {
        if (i % order.length === 0) drawInPlace(order, order.length, random);
        const chosen = order[i % order.length]!;
        const list = lists[chosen]!;
        if (used[chosen] === list.length) {
          drawInPlace(list, list.length, random);
          used[chosen] = 0;
        }
        return list[used[chosen]!++]!;
      });
      return Array.from({ length: batches }, (_, i) => drawn.slice(i * batchSize, (i + 1) * batchSize));
    },
  };
}
