import {
  add,
  divide,
  mean,
  multiply,
  reciprocal,
  reshape,
  root,
  subtract,
  sum,
  sumOfSquares,
} from "../graph/arithmetic.ts";
import { type Node, sizeOf } from "../graph/node.ts";
import type { Writer } from "../graph/writer.ts";
import { acrossChannels, spread } from "./channels.ts";
import type { Operator } from "./operator.ts";

export interface BatchNormOptions {
  /** How much of this batch goes into the running statistics. */
  readonly momentum: number;
  readonly epsilon: number;
}

/**
 * Ioffe and Szegedy 2015, algorithm 1: each channel less its mean over the batch, divided by its deviation, then scaled
 * and shifted. The variance is the mean of (x - mean)²: E[x²] - mean² loses its digits where the mean is far from 0.
 */
export function batchNormOperator({ momentum, epsilon }: BatchNormOptions): Operator {
  /** Moves a running value towards that of the batch. */
  const moved = (write: Writer, running: Node, batch: Node) =>
    add(write, multiply(write, running, 1 - momentum), multiply(write, batch, momentum));

  return {
    kind: "norm",

    forward: (write, { inputs: [x], parameters: { scale, shift }, statistics }) => {
      const [count, axes] = [perChannel(x!), acrossChannels(x!)];
      const batchMean = mean(write, x!, axes);
      const centred = subtract(write, x!, spread(write, batchMean, x!));
      const variance = divide(write, squares(write, centred), count);
      const zero = write.constant(batchMean.shape, new Float32Array(sizeOf(batchMean.shape)));
      return {
        output: write.op("BatchNormalization", [centred, scale!, shift!, zero, variance], x!.shape, {
          epsilon: { float: epsilon },
        }),
        kept: { centred, variance },
        statistics: {
          mean: moved(write, statistics.mean!, batchMean),
          // PyTorch's running variance is the unbiased one.
          variance: moved(write, statistics.variance!, multiply(write, variance, count / (count - 1))),
        },
      };
    },

    // Ioffe and Szegedy 2015, section 3, put together: with n values of a channel and their deviation s,
    // dx = scale / s (dy - sum(dy) / n - centred sum(dy centred) / (n s²)).
    backward: (write, { parameters: { scale }, kept, gradient, recall }) => {
      const centred = recall(kept.centred!);
      const [count, axes] = [perChannel(centred), acrossChannels(centred)];
      const precision = reciprocal(write, add(write, recall(kept.variance!), epsilon));
      const inverse = root(write, precision);
      const shift = sum(write, gradient, axes);
      const along = sum(write, multiply(write, gradient, centred), axes);
      return {
        inputs: [
          () => {
            const zero = write.constant(shift.shape, new Float32Array(sizeOf(shift.shape)));
            const one = write.constant(shift.shape, new Float32Array(sizeOf(shift.shape)).fill(1));
            const slope = divide(write, multiply(write, precision, along), -count);
            const level = divide(write, shift, -count);
            // One pass over the memory for slope * centred + level.
            const correction = write.op("BatchNormalization", [centred, slope, level, zero, one], centred.shape, {
              epsilon: { float: 0 },
            });
            const factor = spread(write, multiply(write, recall(scale!), inverse), centred);
            return multiply(write, add(write, gradient, correction), factor);
          },
        ],
        parameters: { scale: multiply(write, along, inverse), shift },
      };
    },

    inference: (write, { inputs: [x], parameters: { scale, shift }, statistics }) =>
      write.op("BatchNormalization", [x!, scale!, shift!, statistics.mean!, statistics.variance!], x!.shape, {
        epsilon: { float: epsilon },
      }),

    affine: ({ scale, shift, mean, variance }) => {
      const factor = Float64Array.from(scale!, (value, i) => value / Math.sqrt(variance![i]! + epsilon));
      return { factor, offset: Float64Array.from(shift!, (value, i) => value - mean![i]! * factor[i]!) };
    },
  };
}

/** Values that share a mean. */
function perChannel({ shape }: Node): number {
  return sizeOf(shape) / shape[1]!;
}

/** The sum of squares of each channel: within the rows first, for which runtimes have a fast way. */
function squares(write: Writer, x: Node): Node {
  const [rows, channels] = x.shape as [number, number];
  const each = sumOfSquares(write, reshape(write, x, [rows * channels, perChannel(x) / rows]), [1]);
  return sum(write, reshape(write, each, [rows, channels]), [0]);
}
