import type { Pairwise, PairValues } from "../distances/pairwise.ts";
import type { Matrix } from "../matrix.ts";
import { checkInput } from "../miners/checked-input.ts";
import { finiteOutput } from "./finite-output.ts";
import type { Loss, Pairing } from "./loss.ts";

/** Returns the loss and adds dLoss/dPair to `slopes`, which lie as `pairs.values` do and start at zero. */
export type PairValue = (pairs: PairValues, slopes: Float64Array, input: Pairing) => number;

/** A loss that knows the rows by their distances or similarities alone. */
export function pairwiseLoss(
  name: string,
  measure: (batch: Matrix, reference?: Matrix) => Pairwise,
  value: PairValue,
): Loss {
  return {
    name,
    parameters: {},
    compute: (input) => {
      checkInput(input);
      const pairs = measure(input.embeddings, input.reference?.embeddings);
      const slopes = new Float64Array(pairs.values.length);
      const loss = value(pairs, slopes, input);
      return finiteOutput(name, { loss, gradient: pairs.backward(slopes), parameterGradients: {} });
    },
  };
}
