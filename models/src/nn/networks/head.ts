import { relu } from "../layers/activation.ts";
import { batchNorm } from "../layers/batch-norm.ts";
import { always } from "../layers/initial.ts";
import { linear } from "../layers/linear.ts";
import { residual, sequential } from "../layers/sequential.ts";
import { normalise } from "../layers/shape.ts";
import type { Network } from "../network.ts";

export interface HeadOptions {
  /** [features], as a frozen backbone gives them. */
  readonly input: readonly number[];
  readonly dimension: number;
  /** Of the layers between, each with batch-norm and a rectifier; none unless told: one linear layer. */
  readonly hidden?: readonly number[];
  /**
   * What the layers make is added to what comes in, and is nothing at first: the head starts as the backbone, and weight
   * decay pulls it back there. Only where `dimension` is that of the input. No unless told.
   */
  readonly residual?: boolean;
}

/**
 * A linear layer, or a perceptron of several, on vectors.
 *
 * @throws {RangeError} for one that is residual and changes the dimension, when its shapes are known
 */
export function head({ input, dimension, hidden = [], residual: isResidual = false }: HeadOptions): Network {
  const block = (features: number) => [linear({ features, bias: false }), batchNorm(), relu()];
  const last = linear({ features: dimension, ...(isResidual && { initial: (shape) => always(shape, 0) }) });
  const layers = sequential([...hidden.flatMap(block), last]);
  const whole = sequential([isResidual ? residual(layers) : layers, normalise()]);
  return { name: "head", input, dimension, layers: whole };
}
