import { positiveOptions } from "../miners/options.ts";
import { atMostOneOfEach } from "./at-most-one.ts";
import { cosineLoss } from "./cosine-loss.ts";
import type { Loss } from "./loss.ts";
import { mated, nonMated, pairMarks } from "./pair-marks.ts";

export interface SupConOptions {
  /** What similarities are divided by. Default 0.1. */
  readonly temperature?: number;
}

/**
 * The mean over the anchor's mated pairs of -log softmax(cosine / temperature) among all its pairs, averaged over the
 * anchors where it is above zero (so an anchor without a mate does not count).
 *
 * Khosla et al. 2020, "Supervised contrastive learning", eq. 2.
 */
export function supCon({ temperature = 0.1 }: SupConOptions = {}): Loss {
  positiveOptions("supCon", { temperature });
  return cosineLoss("supCon", ({ values, rows, columns }, slopes, input) => {
    if (atMostOneOfEach(input)) return 0;
    const marks = pairMarks(input);
    if (!marks.some((mark) => mark & mated) || !marks.some((mark) => mark & nonMated)) return 0;

    let sum = 0;
    let anchors = 0;
    for (let row = 0; row < rows; row++) {
      const [start, end] = [row * columns, (row + 1) * columns];
      let greatest = -Infinity;
      let mates = 0;
      let likeness = 0;
      for (let at = start; at < end; at++) {
        if (marks[at] === 0) continue;
        greatest = Math.max(greatest, values[at]!);
        if (marks[at]! & mated) {
          mates += 1;
          likeness += values[at]!;
        }
      }
      if (mates === 0) continue;
      let total = 0;
      for (let at = start; at < end; at++) {
        if (marks[at] !== 0) total += Math.exp((values[at]! - greatest) / temperature);
      }
      const cost = Math.log(total) + (greatest - likeness / mates) / temperature;
      if (cost <= 0) continue;
      sum += cost;
      anchors += 1;
      for (let at = start; at < end; at++) {
        if (marks[at] === 0) continue;
        const chosen = Math.exp((values[at]! - greatest) / temperature) / total;
        slopes[at] = (chosen - (marks[at]! & mated ? 1 / mates : 0)) / temperature;
      }
    }
    if (anchors === 0) return 0;
    for (let at = 0; at < slopes.length; at++) slopes[at]! /= anchors;
    return sum / anchors;
  });
}
