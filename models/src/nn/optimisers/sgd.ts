import { add, multiply, subtract } from "../graph/arithmetic.ts";
import type { Optimiser, WeightDecay } from "./optimiser.ts";
import { penalised } from "./weight-decay.ts";

export interface SgdOptions extends WeightDecay {
  /** 0 unless told. */
  readonly momentum?: number;
  /** Nesterov's: the gradient counts as if momentum had been applied already (Sutskever 2013, section 2). */
  readonly nesterov?: boolean;
}

/** Stochastic gradient descent as PyTorch's: v = momentum v + g, w = w - rate v; Nesterov: w - rate (g + momentum v). */
export function sgd({ momentum = 0, nesterov = false, ...decay }: SgdOptions = {}): Optimiser {
  const keeps = momentum !== 0;
  return {
    name: "sgd",
    moments: keeps ? ["velocity"] : [],
    numbers: (_, rate) => ({ rate }),
    update(write, nodes) {
      const { weights, moments, numbers } = nodes;
      const gradient = penalised(write, nodes, decay);
      const velocity = keeps ? add(write, multiply(write, moments.velocity!, momentum), gradient) : gradient;
      const direction = keeps && nesterov ? add(write, gradient, multiply(write, velocity, momentum)) : velocity;
      return {
        weights: subtract(write, weights, multiply(write, direction, numbers.rate!)),
        moments: keeps ? { velocity } : {},
      };
    },
  };
}
