import { reshape } from "../graph/arithmetic.ts";
import type { Operator } from "./operator.ts";
import { leftOver, pooled, type Window, windowAttributes, windows } from "./window.ts";

/** The mean of each window; zeros around the picture count, as PyTorch's do. */
export function averagePoolOperator(window: Window): Operator {
  return {
    kind: "averagepool",
    forward: (write, { inputs: [x] }) => ({
      output: write.op("AveragePool", [x!], pooled(x!.shape, window), {
        ...windowAttributes(window),
        count_include_pad: 1,
      }),
    }),
    // Every value of the gradient spread evenly over its window: a transposed convolution with a constant filter.
    backward: (write, { inputs: [x], gradient }) => ({
      inputs: [
        () => {
          const [rows, channels, height, width] = x!.shape as [number, number, number, number];
          const { kernel } = window;
          const planes = rows * channels;
          const flat = reshape(write, gradient, [planes, 1, windows(height, window), windows(width, window)]);
          const filter = write.constant([1, 1, kernel, kernel], new Float32Array(kernel ** 2).fill(kernel ** -2));
          const spread = write.op("ConvTranspose", [flat, filter], [planes, 1, height, width], {
            ...windowAttributes(window),
            output_padding: [leftOver(height, window), leftOver(width, window)],
          });
          return reshape(write, spread, x!.shape);
        },
      ],
    }),
  };
}
