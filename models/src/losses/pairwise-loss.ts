import type { Pairwise } from "../distances/pairwise.ts";
import type { Matrix } from "../matrix.ts";
import { checkInput } from "../miners/checked-input.ts";
import { finiteOutput } from "./finite-output.ts";
import type { Loss, LossInput } from "./loss.ts";

/**
 * A loss that knows the rows by their distances or similarities alone.
 * @param value returns the loss and adds dLoss/dPair to `slopes`, which lie as `pairs.values` do and start at zero
 */
export function pairwiseLoss(
  name: string,
  measure: (batch: Matrix, reference?: Matrix) => Pairwise,
  value: (pairs: Pairwise, slopes: Float64Array, input: LossInput) => number,
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
