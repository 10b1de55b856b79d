import { everyNegative, everyPositive } from "../miners/every-pair.ts";
import type { Pairing } from "./loss.ts";

export const mated = 1;
export const nonMated = 2;

/**
 * Which pairs of a batch count and as what: {@link mated}, {@link nonMated} or both, as bits, N x M. A pair that a
 * miner named twice counts once, as in pytorch-metric-learning's losses over matrices.
 */
export function pairMarks(input: Pairing): Uint8Array {
  const { labels, tuples, reference } = input;
  const others = (reference ?? input).labels;
  const width = others.length;
  const marks = new Uint8Array(labels.length * width);
  if (tuples) {
    everyPositive(input, (anchor, positive) => (marks[anchor * width + positive]! |= mated));
    everyNegative(input, (anchor, negative) => (marks[anchor * width + negative]! |= nonMated));
    return marks;
  }
  for (let row = 0; row < labels.length; row++) {
    const start = row * width;
    const label = labels[row];
    for (let column = 0; column < width; column++) marks[start + column] = others[column] === label ? mated : nonMated;
    // Within a batch no row is its own mate.
    if (!reference) marks[start + row] = 0;
  }
  return marks;
}
