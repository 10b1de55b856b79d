import { TrainingError } from "../training-error.ts";

/** The label of every picture, and what classes are called in messages. */
export interface Labelled {
  readonly labels: Int32Array;
  readonly classes?: readonly string[];
}

/** One class that has pictures, and their indexes. */
export interface ClassPictures {
  readonly label: number;
  readonly indexes: Int32Array;
}

/**
 * The indexes of the pictures of each class that has any, by rising label.
 *
 * @throws {TrainingError} `data_invalid` where there is no picture
 */
export function picturesByClass({ labels }: Labelled): ClassPictures[] {
  if (labels.length === 0) throw new TrainingError("data_invalid", "there are no pictures to draw batches from");
  const indexes = Map.groupBy(labels.keys(), (index) => labels[index]!);
  return [...indexes]
    .map(([label, list]) => ({ label, indexes: Int32Array.from(list) }))
    .toSorted((a, b) => a.label - b.label);
}

/** What a class is called in a message. */
export function nameOf({ classes }: Labelled, label: number): string {
  const name = classes?.[label];
  return name === undefined ? `class ${label}` : `class ${label} (${name})`;
}
