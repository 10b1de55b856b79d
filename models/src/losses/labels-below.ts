import type { Batch } from "./loss.ts";

/** @throws {RangeError} for a label that is none of so many classes */
export function labelsBelow(loss: string, { labels }: Batch, classes: number): void {
  const row = labels.findIndex((label) => label >= classes);
  if (row >= 0) throw new RangeError(`${loss}: row ${row} has the label ${labels[row]}, of ${classes} classes from 0`);
}
