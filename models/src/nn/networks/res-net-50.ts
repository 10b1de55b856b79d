import { relu } from "../layers/activation.ts";
import { batchNorm } from "../layers/batch-norm.ts";
import { conv } from "../layers/conv.ts";
import { fanInUniform } from "../layers/initial.ts";
import { linear } from "../layers/linear.ts";
import { globalAverage, maxPool } from "../layers/pool.ts";
import { residual, sequential } from "../layers/sequential.ts";
import { normalise } from "../layers/shape.ts";
import type { Network } from "../network.ts";
import type { Layer } from "../trace.ts";

export interface ResNet50Options {
  /** [channels, rows, columns]; [3, 224, 224] in the paper. */
  readonly input: readonly number[];
  readonly dimension: number;
  /** All channels times this; 1 unless told. */
  readonly width?: number;
  /** Bottlenecks of each stage; [3, 4, 6, 3] unless told, and [3, 4, 23, 3] is a ResNet101. */
  readonly blocks?: readonly number[];
  /**
   * Whether batch-norm keeps the statistics that it has, as is done with pretrained weights; no unless told: it
   * measures its batches.
   */
  readonly frozen?: boolean;
}

/**
 * ResNet50 (He 2016, table 1) with a linear layer to an embedding in place of the classes. A stage that halves the
 * picture does so in the 3 x 3 convolution of its first bottleneck, not in the 1 x 1 before it: the variant called v1.5,
 * which torchvision's weights are for.
 */
export function resNet50(given: ResNet50Options): Network {
  const { input, dimension, width = 1, blocks = [3, 4, 6, 3], frozen = false } = given;
  const wide = (channels: number) => Math.max(1, Math.round(channels * width));
  const normed = (channels: number, kernel: number, stride = 1) =>
    sequential([conv({ channels, kernel, stride }), batchNorm({ frozen })]);
  const bottleneck = (channels: number, stride: number, isFirst: boolean): Layer => {
    const branch = sequential([
      normed(channels, 1),
      relu(),
      normed(channels, 3, stride),
      relu(),
      normed(expansion * channels, 1),
    ]);
    return sequential([residual(branch, isFirst ? normed(expansion * channels, 1, stride) : undefined), relu()]);
  };
  const stages = blocks.flatMap((count, stage) =>
    Array.from({ length: count }, (_, i) => {
      const stride = stage > 0 && i === 0 ? 2 : 1;
      return bottleneck(wide(64 * 2 ** stage), stride, i === 0);
    }),
  );
  const layers = sequential([
    normed(wide(64), 7, 2),
    relu(),
    maxPool({ kernel: 3, stride: 2, pad: 1 }),
    ...stages,
    globalAverage(),
    // Small beside the features, as PyTorch's: at the low rates of fine-tuning it never becomes something else.
    linear({ features: dimension, initial: fanInUniform }),
    normalise(),
  ]);
  return { name: "res-net-50", input, dimension, layers };
}

/** What a bottleneck gives, in channels of its middle. */
const expansion = 4;
