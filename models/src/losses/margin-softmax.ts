import { cosine } from "../distances/cosine.ts";
import { checkInput } from "../miners/checked-input.ts";
import { positiveOptions } from "../miners/options.ts";
import { finiteOutput } from "./finite-output.ts";
import type { Loss } from "./loss.ts";
import { noReference } from "./no-reference.ts";
import { proxies as proxiesOf, type ProxyOptions } from "./proxies.ts";
import { softmaxCrossEntropy } from "./softmax-cross-entropy.ts";
import { tupleWeights } from "./tuple-weights.ts";

export interface MarginSoftmaxOptions extends ProxyOptions {
  readonly scale: number;
}

/** What the cosine with the own class becomes, and its slope by that cosine. */
export interface HarderCosine {
  readonly value: number;
  readonly slope: number;
}

/** Softmax cross-entropy of scaled cosines with the proxies, where the own class is made harder; the mean over rows. */
export function marginSoftmax(
  name: string,
  { scale, ...options }: MarginSoftmaxOptions,
  harder: (cosine: number) => HarderCosine,
): Loss {
  positiveOptions(name, { scale });
  const proxies = proxiesOf(name, options);
  return {
    name,
    parameters: { proxies: proxies.parameter },
    compute: (input) => {
      checkInput(input);
      noReference(name, input);
      proxies.check(input);
      const pairs = cosine(input.embeddings, proxies.matrix);
      const { values, rows, columns } = pairs;
      const weights = tupleWeights(input, "all");
      const logits = values.map((cosine) => scale * cosine);
      const slopes = new Float64Array(values.length);
      let loss = 0;
      for (let row = 0; row < rows; row++) {
        const own = row * columns + input.labels[row]!;
        const { value, slope } = harder(values[own]!);
        logits[own] = scale * value;
        const share = weights[row]! / rows;
        loss += share * softmaxCrossEntropy(logits, row * columns, columns, input.labels[row]!, share, slopes);
        slopes[own]! *= slope;
      }
      for (let at = 0; at < slopes.length; at++) slopes[at]! *= scale;
      const parameterGradients = { proxies: pairs.toReference(slopes) };
      return finiteOutput(name, { loss, gradient: pairs.backward(slopes), parameterGradients });
    },
  };
}
