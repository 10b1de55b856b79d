import { euclidean } from "../distances/euclidean.ts";
import { everyNegative, everyPositive } from "../miners/every-pair.ts";
import { finiteOptions } from "../miners/options.ts";
import { atMostOneOfEach } from "./at-most-one.ts";
import type { Loss } from "./loss.ts";
import { pairwiseLoss } from "./pairwise-loss.ts";

export interface LiftedStructureOptions {
  /** Non-mated pairs shall be farther apart than this. Default 1. */
  readonly negMargin?: number;
  /** Taken off the distance of mated pairs. Default 0. */
  readonly posMargin?: number;
}

/**
 * A mated pair against all non-mated pairs of both its rows: [log Σ exp(negMargin - d(n)) + d(p) - posMargin]+² / 2,
 * averaged over mated pairs. The half is as every pair comes twice, (i, j) and (j, i).
 *
 * Oh Song, Xiang, Jegelka, Savarese 2016, "Deep metric learning via lifted structured feature embedding", eq. 4.
 *
 * With a reference, only the anchor has non-mated pairs: nothing anchors at a row of the reference.
 */
export function liftedStructure({ negMargin = 1, posMargin = 0 }: LiftedStructureOptions = {}): Loss {
  finiteOptions("liftedStructure", { negMargin, posMargin });
  return pairwiseLoss("liftedStructure", euclidean, ({ values, rows, columns }, slopes, input) => {
    if (atMostOneOfEach(input)) return 0;

    // Distances of unit vectors lie in [0, 2], so these exponentials need no maximum taken off.
    const sums = new Float64Array(rows);
    const negatives = everyNegative(input, (anchor, negative) => {
      sums[anchor]! += Math.exp(-values[anchor * columns + negative]!);
    });
    const positives = everyPositive(input, () => {});
    if (negatives === 0 || positives === 0) return 0;

    // Of each anchor: what its non-mated exponentials are weighted by, over all pairs that they stand against.
    const factors = new Float64Array(rows);
    let loss = 0;
    everyPositive(input, (anchor, positive) => {
      const twoSided = input.reference === undefined && positive !== anchor;
      const against = sums[anchor]! + (twoSided ? sums[positive]! : 0);
      const at = anchor * columns + positive;
      const push = against > 0 ? negMargin + Math.log(against) : 0;
      const cost = push + values[at]! - posMargin;
      if (cost <= 0) return;
      loss += cost ** 2 / 2 / positives;
      const slope = cost / positives;
      slopes[at]! += slope;
      // A pair against nothing leaves a factor here that no non-mated pair will read.
      factors[anchor]! += slope / against;
      if (twoSided) factors[positive]! += slope / against;
    });
    everyNegative(input, (anchor, negative) => {
      const at = anchor * columns + negative;
      slopes[at]! -= factors[anchor]! * Math.exp(-values[at]!);
    });
    return loss;
  });
}
