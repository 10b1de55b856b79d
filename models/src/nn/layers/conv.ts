import { convOperator } from "../operators/conv.ts";
import { windows } from "../operators/window.ts";
import type { Layer } from "../trace.ts";
import { pictureShape } from "./input-shape.ts";
import { always, he } from "./initial.ts";

export interface ConvLayerOptions {
  readonly channels: number;
  readonly kernel: number;
  /** 1 unless told. */
  readonly stride?: number;
  /** On every side; unless told so much that a stride of 1 keeps the size (for odd kernels). */
  readonly pad?: number;
  /** 1 unless told. */
  readonly groups?: number;
  /** No unless told: batch-norm, which mostly follows, takes a bias away again. */
  readonly bias?: boolean;
}

/** A convolution, C x H x W to channels x H' x W'. He's initialisation. */
export function conv(given: ConvLayerOptions): Layer {
  const { channels, kernel, stride = 1, pad = (kernel - 1) >> 1, groups = 1, bias = false } = given;
  return (tape, input) => {
    const [inputs, height, width] = pictureShape(input, "conv");
    if (inputs % groups !== 0 || channels % groups !== 0)
      throw new RangeError(`${groups} groups do not divide ${inputs} channels into ${channels}`);
    const options = { kernel, stride, pad, groups };
    const shape = [channels, inputs / groups, kernel, kernel];
    return tape.apply(
      convOperator(options),
      [input],
      [channels, windows(height, options), windows(width, options)],
      {
        parameters: {
          filters: { shape, decays: true, initial: he(shape) },
          ...(bias && { bias: { shape: [channels], decays: false, initial: always([channels], 0) } }),
        },
      },
    );
  };
}

/** One filter for each channel (Howard 2017, section 3.1). */
export function depthwiseConv({ kernel, stride, pad }: Pick<ConvLayerOptions, "kernel" | "stride" | "pad">): Layer {
  return (tape, input) => {
    const [channels] = pictureShape(input, "depthwise conv");
    const window = { kernel, ...(stride !== undefined && { stride }), ...(pad !== undefined && { pad }) };
    return conv({ channels, groups: channels, ...window })(tape, input);
  };
}
