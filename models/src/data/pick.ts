import { TrainingError } from "../training-error.ts";
import type { Dataset } from "./dataset.ts";

/** Some pictures of a dataset, in this order; classes and their numbers stay. */
export function pick(dataset: Dataset, indexes: Int32Array, name = dataset.name): Dataset {
  const { classes, labels, source } = dataset;
  return {
    name,
    classes,
    labels: indexes.map((index) => labels[index]!),
    describe: (index) => dataset.describe(indexes[index]!),
    picture: (index) => dataset.picture(indexes[index]!),
    ...(source && { source: { kind: "picked", of: source, indexes } }),
  };
}

/**
 * The pictures of some classes, which are numbered anew from 0 in this order.
 *
 * @throws {TrainingError} `data_invalid` for a class that is named twice or has no picture
 */
export function ofClasses(dataset: Dataset, chosen: readonly number[], name = dataset.name): Dataset {
  const renumbered = new Map(chosen.map((label, i) => [label, i]));
  if (renumbered.size !== chosen.length) throw new TrainingError("data_invalid", `${name}: a class is named twice`);
  const indexes = Int32Array.from(dataset.labels.keys()).filter((i) => renumbered.has(dataset.labels[i]!));
  const labels = indexes.map((index) => renumbered.get(dataset.labels[index]!)!);
  const seen = new Set(labels);
  const empty = chosen.find((_, i) => !seen.has(i));
  if (empty !== undefined) {
    throw new TrainingError("data_invalid", `${name}: class ${dataset.classes[empty] ?? empty} has no picture`);
  }
  return { ...pick(dataset, indexes, name), classes: chosen.map((label) => dataset.classes[label]!), labels };
}
