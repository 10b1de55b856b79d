import { prelu } from "../layers/activation.ts";
import { batchNorm } from "../layers/batch-norm.ts";
import { conv, depthwiseConv } from "../layers/conv.ts";
import { sequential, residual } from "../layers/sequential.ts";
import { flatten, normalise } from "../layers/shape.ts";
import type { Network } from "../network.ts";
import type { Layer } from "../trace.ts";

export interface MobileFaceNetOptions {
  /** [3, 112, 112] in the paper; rows and columns are multiples of 16. */
  readonly input: readonly number[];
  /** 128 in the paper. */
  readonly dimension: number;
  /** All channels times this; 1 unless told. */
  readonly width?: number;
  /** The bottlenecks; the paper's table 1 unless told. */
  readonly bottlenecks?: readonly Bottlenecks[];
}

/** `count` bottlenecks, the first at `stride`; each expands its channels `expansion` times in between. */
export interface Bottlenecks {
  readonly expansion: number;
  readonly channels: number;
  readonly count: number;
  readonly stride: number;
}

/** Chen 2018, table 1. */
const table1: readonly Bottlenecks[] = [
  { expansion: 2, channels: 64, count: 5, stride: 2 },
  { expansion: 4, channels: 128, count: 1, stride: 2 },
  { expansion: 2, channels: 128, count: 6, stride: 1 },
  { expansion: 4, channels: 128, count: 1, stride: 2 },
  { expansion: 2, channels: 128, count: 2, stride: 1 },
];

/**
 * MobileFaceNet (Chen 2018): the bottlenecks of MobileNetV2 with PReLU, and at the end a depthwise convolution over the
 * whole picture in place of an average, so that the middle of a face can count for more than its corners.
 */
export function mobileFaceNet({ input, dimension, width = 1, bottlenecks = table1 }: MobileFaceNetOptions): Network {
  const wide = (channels: number) => Math.max(1, Math.round(channels * width));
  const strides = bottlenecks.reduce((product, { stride }) => product * stride, 2);
  const last = Math.ceil((input[1] ?? 0) / strides);
  const layers = sequential([
    bent(conv({ channels: wide(64), kernel: 3, stride: 2 })),
    bent(depthwiseConv({ kernel: 3 })),
    ...bottlenecks.flatMap((stage) => stages(stage, wide)),
    bent(conv({ channels: wide(512), kernel: 1 })),
    sequential([depthwiseConv({ kernel: last, pad: 0 }), batchNorm()]),
    sequential([conv({ channels: dimension, kernel: 1 }), batchNorm()]),
    flatten(),
    normalise(),
  ]);
  return { name: "mobile-face-net", input, dimension, layers };
}

function stages({ expansion, channels, count, stride }: Bottlenecks, wide: (channels: number) => number): Layer[] {
  return Array.from({ length: count }, (_, i) => bottleneck(wide(channels), expansion, i === 0 ? stride : 1));
}

/** Expand, filter each channel, project (Sandler 2018, figure 3). What goes in is added where it fits. */
function bottleneck(channels: number, expansion: number, stride: number): Layer {
  return (tape, input) => {
    const [inputs] = input.shape;
    const branch = sequential([
      bent(conv({ channels: inputs! * expansion, kernel: 1 })),
      bent(depthwiseConv({ kernel: 3, stride })),
      conv({ channels, kernel: 1 }),
      batchNorm(),
    ]);
    return (stride === 1 && inputs === channels ? residual(branch) : branch)(tape, input);
  };
}

function bent(layer: Layer): Layer {
  return sequential([layer, batchNorm(), prelu()]);
}
