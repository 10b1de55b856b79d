import { euclidean } from "../distances/euclidean.ts";
import { finiteOptions } from "../miners/options.ts";
import { atMostOneOfEach } from "./at-most-one.ts";
import type { LiftedStructureOptions } from "./lifted-structure.ts";
import type { Loss } from "./loss.ts";
import { mated, nonMated, pairMarks } from "./pair-marks.ts";
import { pairwiseLoss } from "./pairwise-loss.ts";

export type GeneralizedLiftedOptions = LiftedStructureOptions;

/**
 * For each anchor, all its mated pairs against all its non-mated ones: [log Σ exp(d(p) - posMargin) +
 * log Σ exp(negMargin - d(n))]+, averaged over all rows; a sum over nothing counts as zero.
 *
 * Hermans, Beyer, Leibe 2017, "In defense of the triplet loss for person re-identification", sect. 2, the generalised
 * lifted structure loss (page 4).
 */
export function generalizedLifted({ negMargin = 1, posMargin = 0 }: GeneralizedLiftedOptions = {}): Loss {
  finiteOptions("generalizedLifted", { negMargin, posMargin });
  return pairwiseLoss("generalizedLifted", euclidean, ({ values, rows, columns }, slopes, input) => {
    if (atMostOneOfEach(input)) return 0;
    const marks = pairMarks(input);
    let loss = 0;
    for (let row = 0; row < rows; row++) {
      const [start, end] = [row * columns, (row + 1) * columns];
      // Distances of unit vectors lie in [0, 2], so these exponentials need no maximum taken off.
      let pulls = 0;
      let pushes = 0;
      for (let at = start; at < end; at++) {
        if (marks[at]! & mated) pulls += Math.exp(values[at]!);
        if (marks[at]! & nonMated) pushes += Math.exp(-values[at]!);
      }
      const pull = pulls > 0 ? Math.log(pulls) - posMargin : 0;
      const push = pushes > 0 ? Math.log(pushes) + negMargin : 0;
      if (pull + push <= 0) continue;
      loss += (pull + push) / rows;
      for (let at = start; at < end; at++) {
        if (marks[at]! & mated) slopes[at]! += Math.exp(values[at]!) / pulls / rows;
        if (marks[at]! & nonMated) slopes[at]! -= Math.exp(-values[at]!) / pushes / rows;
      }
    }
    return loss;
  });
}
