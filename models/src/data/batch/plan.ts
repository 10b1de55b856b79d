import type { Dataset } from "../dataset.ts";

/** One batch to be made. */
export interface BatchPlan {
  readonly indexes: Int32Array;
  /** How often each picture came before in this epoch, so that one that is drawn twice is augmented in two ways. */
  readonly occurrences: Int32Array;
}

export function plansOf(order: readonly Int32Array[], { labels }: Dataset): BatchPlan[] {
  const seen = new Int32Array(labels.length);
  return order.map((indexes) => {
    const strange = indexes.find((index) => !(index >= 0 && index < labels.length));
    if (strange !== undefined) throw new RangeError(`picture ${strange} of ${labels.length}`);
    return { indexes, occurrences: indexes.map((index) => seen[index]!++) };
  });
}
