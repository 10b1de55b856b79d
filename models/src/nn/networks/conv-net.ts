import { relu } from "../layers/activation.ts";
import { batchNorm } from "../layers/batch-norm.ts";
import { conv } from "../layers/conv.ts";
import { linear } from "../layers/linear.ts";
import { maxPool } from "../layers/pool.ts";
import { sequential } from "../layers/sequential.ts";
import { flatten, normalise } from "../layers/shape.ts";
import type { Network } from "../network.ts";

export interface ConvNetOptions {
  /** [channels, rows, columns]; each of the blocks halves rows and columns. */
  readonly input: readonly number[];
  readonly dimension: number;
  /** Of the blocks; 32, 64 and 128 unless told. */
  readonly channels?: readonly number[];
}

/**
 * A small network for digits and drawings, of blocks as in the one-shot literature (Vinyals 2016, section 4.1.1): a 3 x 3
 * convolution, batch-norm, the maximum of 2 x 2, a rectifier. The maximum comes before the rectifier, which is the same
 * and bends a quarter of the values.
 */
export function convNet({ input, dimension, channels = [32, 64, 128] }: ConvNetOptions): Network {
  const block = (channels: number) => [conv({ channels, kernel: 3 }), batchNorm(), maxPool({ kernel: 2 }), relu()];
  const layers = sequential([...channels.flatMap(block), flatten(), linear({ features: dimension }), normalise()]);
  return { name: "conv-net", input, dimension, layers };
}
