import { add, multiply, reciprocal, root, sum } from "../graph/arithmetic.ts";
import { batchNormOperator } from "./batch-norm.ts";
import { acrossChannels, spread } from "./channels.ts";
import type { Operator } from "./operator.ts";

/**
 * Batch-norm by the running statistics in training too, which stay what they are: y = scale (x - mean) / s + shift,
 * with s² = variance + epsilon. So is a pretrained network adapted whose statistics are better than those of few
 * classes (as in Roth and Brattoli's Deep-Metric-Learning-Baselines). Rows do not depend on each other then.
 */
export function frozenBatchNormOperator({ epsilon }: { readonly epsilon: number }): Operator {
  const { kind, inference, affine } = batchNormOperator({ momentum: 0, epsilon });
  return {
    kind,
    inference: inference!,
    affine: affine!,

    forward: (write, call) => {
      const { mean, variance } = call.statistics;
      return {
        output: inference!(write, call),
        kept: {
          back: multiply(write, mean!, -1),
          inverse: root(write, reciprocal(write, add(write, variance!, epsilon))),
        },
        statistics: { mean: mean!, variance: variance! },
      };
    },

    // dx = dy scale / s, dscale = sum(dy (x - mean)) / s, dshift = sum(dy). Centred first: sum(dy x) - mean sum(dy)
    // loses its digits where the mean is far from 0.
    backward: (write, { inputs: [input], parameters: { scale }, kept, gradient, recall }) => {
      const [x, inverse] = [recall(input!), recall(kept.inverse!)];
      const axes = acrossChannels(x);
      const centred = add(write, x, spread(write, recall(kept.back!), x));
      const along = sum(write, multiply(write, gradient, centred), axes);
      return {
        inputs: [() => multiply(write, gradient, spread(write, multiply(write, recall(scale!), inverse), x))],
        parameters: { scale: multiply(write, along, inverse), shift: sum(write, gradient, axes) },
      };
    },
  };
}
