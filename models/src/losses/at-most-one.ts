import { everyNegative, everyPositive } from "../miners/every-pair.ts";
import type { Pairing } from "./loss.ts";

/** At most one mated and one non-mated pair: pytorch-metric-learning's losses over pairs are zero then, so ours are. */
export function atMostOneOfEach(input: Pairing): boolean {
  const { tuples, labels, reference } = input;
  // Without tuples there are as many pairs as rows times others: counting them is for the tiny only.
  if (!tuples && labels.length * (reference ?? input).labels.length > 4) return false;
  const nothing = () => {};
  return everyPositive(input, nothing) <= 1 && everyNegative(input, nothing) <= 1;
}
