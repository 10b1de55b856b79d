import { everyNegative, everyPositive } from "../miners/every-pair.ts";
import type { LossInput } from "./loss.ts";

export const mated = 1;
export const nonMated = 2;

/**
 * Which pairs of a batch count and as what: {@link mated}, {@link nonMated} or both, as bits, N x M. A pair that a
 * miner named twice counts once, as in pytorch-metric-learning's losses over matrices.
 */
export function pairMarks(input: LossInput): Uint8Array {
  const width = (input.reference ?? input).labels.length;
  const marks = new Uint8Array(input.labels.length * width);
  everyPositive(input, (anchor, positive) => (marks[anchor * width + positive]! |= mated));
  everyNegative(input, (anchor, negative) => (marks[anchor * width + negative]! |= nonMated));
  return marks;
}
