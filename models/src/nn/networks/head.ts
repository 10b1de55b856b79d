import { relu } from "../layers/activation.ts";
import { batchNorm } from "../layers/batch-norm.ts";
import { linear } from "../layers/linear.ts";
import { sequential } from "../layers/sequential.ts";
import { normalise } from "../layers/shape.ts";
import type { Network } from "../network.ts";

export interface HeadOptions {
  /** [features], as a frozen backbone gives them. */
  readonly input: readonly number[];
  readonly dimension: number;
  /** Of the layers between, each with batch-norm and a rectifier; none unless told: one linear layer. */
  readonly hidden?: readonly number[];
}

/** A linear layer, or a perceptron of several, on vectors. */
export function head({ input, dimension, hidden = [] }: HeadOptions): Network {
  const block = (features: number) => [linear({ features, bias: false }), batchNorm(), relu()];
  const layers = sequential([...hidden.flatMap(block), linear({ features: dimension }), normalise()]);
  return { name: "head", input, dimension, layers };
}
