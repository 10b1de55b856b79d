import { euclidean } from "../distances/euclidean.ts";
import { everyNegative, everyPositive } from "../miners/every-pair.ts";
import { finiteOptions } from "../miners/options.ts";
import { atMostOneOfEach } from "./at-most-one.ts";
import type { Loss } from "./loss.ts";
import { pairwiseLoss } from "./pairwise-loss.ts";

export interface ContrastiveOptions {
  /** Mated pairs closer than this cost nothing. Default 0. */
  readonly posMargin?: number;
  /** Non-mated pairs farther apart than this cost nothing. Default 1. */
  readonly negMargin?: number;
}

/**
 * Mated pairs are drawn together, non-mated ones pushed apart up to a margin: [d - posMargin]+ and [negMargin - d]+,
 * each averaged over the pairs where it is not zero, and added.
 *
 * Hadsell, Chopra, LeCun 2006, "Dimensionality reduction by learning an invariant mapping", eq. 4, without the squares,
 * as pytorch-metric-learning has it.
 */
export function contrastive({ posMargin = 0, negMargin = 1 }: ContrastiveOptions = {}): Loss {
  finiteOptions("contrastive", { posMargin, negMargin });
  return pairwiseLoss("contrastive", euclidean, ({ values, columns }, slopes, input) => {
    if (atMostOneOfEach(input)) return 0;

    const side = (every: typeof everyPositive, violation: (distance: number) => number, sign: number): number => {
      let sum = 0;
      let count = 0;
      every(input, (anchor, other) => {
        const cost = violation(values[anchor * columns + other]!);
        if (cost <= 0) return;
        sum += cost;
        count += 1;
      });
      if (count === 0) return 0;
      every(input, (anchor, other) => {
        const at = anchor * columns + other;
        if (violation(values[at]!) > 0) slopes[at]! += sign / count;
      });
      return sum / count;
    };

    return (
      side(everyPositive, (distance) => distance - posMargin, 1) +
      side(everyNegative, (distance) => negMargin - distance, -1)
    );
  });
}
