import type { Pairing } from "../losses/loss.ts";
import { mates } from "./mates.ts";

/** Every mated pair of the tuples, or of the batch where there are none. @returns how many */
export function everyPositive(input: Pairing, visit: (anchor: number, positive: number) => void): number {
  const { labels, tuples, reference } = input;
  if (tuples) return along(tuples.anchors, tuples.positives, visit);
  return across(labels.length, mates(input, reference).positives, visit);
}

/** Every non-mated pair of the tuples, or of the batch where there are none. @returns how many */
export function everyNegative(input: Pairing, visit: (anchor: number, negative: number) => void): number {
  const { labels, tuples, reference } = input;
  if (tuples) return along(tuples.kind === "pairs" ? tuples.negativeAnchors : tuples.anchors, tuples.negatives, visit);
  return across(labels.length, mates(input, reference).negatives, visit);
}

function along(anchors: Int32Array, others: Int32Array, visit: (anchor: number, other: number) => void): number {
  for (let i = 0; i < anchors.length; i++) visit(anchors[i]!, others[i]!);
  return anchors.length;
}

function across(
  rows: number,
  others: (anchor: number) => Int32Array,
  visit: (anchor: number, other: number) => void,
): number {
  let count = 0;
  for (let anchor = 0; anchor < rows; anchor++) {
    const list = others(anchor);
    for (let i = 0; i < list.length; i++) visit(anchor, list[i]!);
    count += list.length;
  }
  return count;
}
