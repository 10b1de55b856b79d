import { euclidean } from "../distances/euclidean.ts";
import { checkInput } from "../miners/checked-input.ts";
import { positiveOptions } from "../miners/options.ts";
import { finiteOutput } from "./finite-output.ts";
import type { Loss } from "./loss.ts";
import { noReference } from "./no-reference.ts";
import { proxies as proxiesOf, type ProxyOptions } from "./proxies.ts";
import { softmaxCrossEntropy } from "./softmax-cross-entropy.ts";
import { tupleWeights } from "./tuple-weights.ts";

export interface ProxyNcaOptions extends ProxyOptions {
  /** What squared distances are multiplied by. Default 1. */
  readonly softmaxScale?: number;
}

/**
 * Each row shall choose the proxy of its class: -log softmax(-softmaxScale * d²) over all proxies, averaged over rows.
 * Rows and proxies are normalised. Learns the parameter `proxies`.
 *
 * Movshovitz-Attias, Toshev, Leung, Ioffe, Singh 2017, "No fuss distance metric learning using proxies", sect. 3;
 * the sum runs over the row's own proxy too, as in pytorch-metric-learning (Goldberger et al. 2004, NCA).
 *
 * @throws {RangeError} from `compute` for a label without a proxy, another dimension, or a reference
 */
export function proxyNca({ softmaxScale = 1, ...options }: ProxyNcaOptions): Loss {
  positiveOptions("proxyNca", { softmaxScale });
  const proxies = proxiesOf("proxyNca", options);
  return {
    name: "proxyNca",
    parameters: { proxies: proxies.parameter },
    compute: (input) => {
      checkInput(input);
      noReference("proxyNca", input);
      proxies.check(input);
      const pairs = euclidean(input.embeddings, proxies.matrix);
      const { values, rows, columns } = pairs;
      const weights = tupleWeights(input, "anchors");
      const logits = values.map((distance) => -softmaxScale * distance ** 2);
      const slopes = new Float64Array(values.length);
      let loss = 0;
      for (let row = 0; row < rows; row++) {
        const share = weights[row]! / rows;
        loss += share * softmaxCrossEntropy(logits, row * columns, columns, input.labels[row]!, share, slopes);
      }
      // From the slope by -softmaxScale * d² to the slope by d.
      for (let at = 0; at < slopes.length; at++) slopes[at]! *= -2 * softmaxScale * values[at]!;
      const parameterGradients = { proxies: pairs.toReference(slopes) };
      return finiteOutput("proxyNca", { loss, gradient: pairs.backward(slopes), parameterGradients });
    },
  };
}
