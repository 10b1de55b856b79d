import { TrainingError } from "../training-error.ts";
import { someAtOnce } from "./at-once.ts";
import { applyFixed, type FixedStep } from "./augment/step.ts";
import type { Dataset } from "./dataset.ts";
import { sameShape, shapeOf } from "./shape.ts";
import { sourceDataset, type SourceDataset } from "./source-dataset.ts";

export interface InMemoryOptions {
  /** What is done to each picture once, such as `[{ op: "resize", width: 28, height: 28 }]`. */
  readonly steps?: readonly FixedStep[];
  readonly signal?: AbortSignal;
}

/**
 * Decodes every picture once, into memory that worker threads share: width x height x channels bytes each. For sets
 * that fit; a picture then costs microseconds.
 *
 * @throws {TrainingError} `data_invalid`, naming the file, for one that cannot be read or is of another size
 */
export async function inMemory(dataset: Dataset, { steps = [], signal }: InMemoryOptions = {}): Promise<SourceDataset> {
  const count = dataset.labels.length;
  if (count === 0) throw new TrainingError("data_invalid", `${dataset.name} has no pictures`);
  const first = applyFixed(await dataset.picture(0), steps);
  const size = first.data.length;
  const bytes = new SharedArrayBuffer(size * count);
  const all = new Uint8Array(bytes);
  await someAtOnce(count, async (index) => {
    signal?.throwIfAborted();
    const picture = applyFixed(await dataset.picture(index), steps);
    if (!sameShape(picture, first)) {
      throw new TrainingError(
        "data_invalid",
        `${dataset.describe(index)} is ${shapeOf(picture)}, ${dataset.describe(0)} is ${shapeOf(first)}`,
      );
    }
    all.set(picture.data, index * size);
  });
  const { width, height, channels } = first;
  return sourceDataset(dataset.name, dataset.classes, dataset.labels, {
    kind: "memory",
    bytes,
    width,
    height,
    channels,
    place: dataset.name,
    names: Array.from({ length: count }, (_, index) => dataset.describe(index)),
  });
}
