import { cosine } from "../distances/cosine.ts";
import { checkInput } from "../miners/checked-input.ts";
import { finiteOutput } from "./finite-output.ts";
import type { Loss } from "./loss.ts";
import { pairwiseLoss, type PairValue } from "./pairwise-loss.ts";

/** A loss that knows the rows by their cosines alone, from the rows or from cosines that are known already. */
export function cosineLoss(name: string, value: PairValue): Loss {
  return {
    ...pairwiseLoss(name, cosine, value),
    ofCosines: ({ cosines, ...input }) => {
      checkInput({ embeddings: cosines, ...input });
      const { data, rows, columns } = cosines;
      const slopes = new Float64Array(data.length);
      const loss = value({ values: new Float64Array(data), rows, columns }, slopes, input);
      return finiteOutput(name, { loss, gradient: slopes, parameterGradients: {} });
    },
  };
}
