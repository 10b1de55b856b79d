import { euclidean } from "../distances/euclidean.ts";
import { checkInput } from "../miners/checked-input.ts";
import { everyTriplet } from "../miners/every-triplet.ts";
import { countOptions, finiteOptions } from "../miners/options.ts";
import { finiteOutput } from "./finite-output.ts";
import { labelsBelow } from "./labels-below.ts";
import type { Loss } from "./loss.ts";

export interface MarginOptions {
  /** How far a pair shall be from the boundary on its side. Default 0.2. */
  readonly margin?: number;
  /** What beta costs, by its size; only where it is learnt. Default 0. */
  readonly nu?: number;
  /** The boundary between mated and non-mated distances, or where it starts. Default 1.2. */
  readonly beta?: number;
  /** Whether beta is learnt, as the parameter `beta`. Default false. */
  readonly learnBeta?: boolean;
  /** One beta for each of so many classes, chosen by the anchor's. Default: one for all. */
  readonly numClasses?: number;
}

/**
 * Mated pairs shall be closer than beta, non-mated ones farther, both by a margin: [d(a,p) - beta + margin]+ +
 * [beta - d(a,n) + margin]+ over triplets, divided by the number of parts that are not zero; and, where beta is
 * learnt, nu times beta.
 *
 * Wu, Manmatha, Smola, Krähenbühl 2017, "Sampling matters in deep embedding learning", sect. 4.
 *
 * @throws {RangeError} from `compute` for a label that has no beta
 */
export function margin(options: MarginOptions = {}): Loss {
  const { margin = 0.2, nu = 0, beta: initial = 1.2, learnBeta = false, numClasses } = options;
  finiteOptions("margin", { margin, nu, beta: initial });
  if (numClasses !== undefined) countOptions("margin", { numClasses });
  const beta = new Float64Array(numClasses ?? 1).fill(initial);
  const perClass = beta.length > 1;
  return {
    name: "margin",
    parameters: learnBeta ? { beta: { shape: [beta.length], values: beta } } : {},
    compute: (input) => {
      checkInput(input);
      if (perClass) labelsBelow("margin", input, beta.length);
      const pairs = euclidean(input.embeddings, input.reference?.embeddings);
      const { values, columns } = pairs;
      const slopes = new Float64Array(values.length);
      const betaSlopes = new Float64Array(beta.length);
      let sum = 0;
      let parts = 0;
      let found = false;
      everyTriplet(input, (anchor, positive, negative) => {
        found = true;
        const own = perClass ? input.labels[anchor]! : 0;
        const ap = anchor * columns + positive;
        const an = anchor * columns + negative;
        const near = values[ap]! - beta[own]! + margin;
        const far = beta[own]! - values[an]! + margin;
        if (near > 0) {
          sum += near;
          parts += 1;
          slopes[ap]! += 1;
          betaSlopes[own]! -= 1;
        }
        if (far > 0) {
          sum += far;
          parts += 1;
          slopes[an]! -= 1;
          betaSlopes[own]! += 1;
        }
        if (learnBeta && perClass) {
          sum += nu * beta[own]!;
          betaSlopes[own]! += nu;
        }
      });
      // Divided by the parts that are not zero; where there is none, the loss is zero, also that of beta by class.
      const divide = (value: number) => (parts === 0 ? 0 : value / parts);
      const one = learnBeta && !perClass && found ? nu : 0;
      return finiteOutput("margin", {
        loss: divide(sum) + one * beta[0]!,
        gradient: pairs.backward(slopes.map(divide)),
        parameterGradients: learnBeta ? { beta: betaSlopes.map((slope) => divide(slope) + one) } : {},
      });
    },
  };
}
