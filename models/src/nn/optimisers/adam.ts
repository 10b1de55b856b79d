import { add, divide, multiply, root, subtract } from "../graph/arithmetic.ts";
import type { Node } from "../graph/node.ts";
import type { Optimiser, WeightDecay } from "./optimiser.ts";
import { decayed, penalised } from "./weight-decay.ts";

export interface AdamOptions extends WeightDecay {
  /** 0.9 unless told. */
  readonly beta1?: number;
  /** 0.999 unless told. */
  readonly beta2?: number;
  /** 1e-8 unless told. */
  readonly epsilon?: number;
}

/** Kingma and Ba 2015, algorithm 1; decay is a term of the gradient. */
export function adam(options: AdamOptions = {}): Optimiser {
  return adaptive("adam", options, false);
}

/** Loshchilov and Hutter 2019, algorithm 2: weights decay by themselves, at the rate, not through the moments. */
export function adamW({ weightDecay = 0.01, ...options }: AdamOptions = {}): Optimiser {
  return adaptive("adamw", { weightDecay, ...options }, true);
}

function adaptive(name: string, options: AdamOptions, decoupled: boolean): Optimiser {
  const { beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8 } = options;
  return {
    name,
    moments: ["first", "second"],
    // Kingma and Ba, end of section 2: both corrections of bias are in the stride, and need no pass over the weights.
    numbers: (step, rate) => {
      const correction = Math.sqrt(1 - beta2 ** step);
      return { rate, stride: (rate * correction) / (1 - beta1 ** step), epsilon: epsilon * correction };
    },
    update(write, nodes) {
      const { weights, moments, numbers } = nodes;
      const decay = decoupled ? decayed(write, nodes, options, numbers.rate!) : undefined;
      const gradient = decoupled ? nodes.gradient : penalised(write, nodes, options);
      const mixed = (moment: Node, value: Node, beta: number) =>
        add(write, multiply(write, moment, beta), multiply(write, value, 1 - beta));
      const first = mixed(moments.first!, gradient, beta1);
      const second = mixed(moments.second!, multiply(write, gradient, gradient), beta2);
      const scale = add(write, root(write, second), numbers.epsilon!);
      const start = decay === undefined ? weights : subtract(write, weights, decay);
      const moved = subtract(write, start, divide(write, multiply(write, first, numbers.stride!), scale));
      return { weights: moved, moments: { first, second } };
    },
  };
}
