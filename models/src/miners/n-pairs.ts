import { checkInput } from "./checked-input.ts";
import { mates } from "./mates.ts";
import type { Miner } from "./miner.ts";
import { pairList } from "./pair-list.ts";
import { pick } from "./pick.ts";

/**
 * By chance one mated pair of each class, with the positives of all other classes as its negatives. Classes come in
 * order; those without a pair are left out.
 *
 * Sohn 2016, "Improved deep metric learning with multi-class N-pair loss objective", sect. 3.2, drawn as in
 * `npairsampling` of Roth and Brattoli 2019, Deep-Metric-Learning-Baselines.
 */
export function nPairsMiner(): Miner {
  return {
    name: "nPairs",
    mine: (batch, random, reference) => {
      checkInput({ ...batch, ...(reference && { reference }) });
      const { positives } = mates(batch, reference);
      const chosen: (readonly [anchor: number, positive: number])[] = [];
      for (const label of new Set(batch.labels.toSorted())) {
        const own = Int32Array.from(batch.labels.keys()).filter((row) => batch.labels[row] === label);
        const anchor = pick(own, random);
        const mated = positives(anchor);
        if (mated.length > 0) chosen.push([anchor, pick(mated, random)]);
      }
      const list = pairList();
      for (const [anchor, positive] of chosen) {
        list.addPositive(anchor, positive);
        for (const [, other] of chosen) if (other !== positive) list.addNegative(anchor, other);
      }
      return list.pairs();
    },
  };
}
