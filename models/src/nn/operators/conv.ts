import { reshape, sum, transpose } from "../graph/arithmetic.ts";
import { type Node, sizeOf } from "../graph/node.ts";
import type { Writer } from "../graph/writer.ts";
import { filterGradient } from "./filter-gradient.ts";
import type { Operator } from "./operator.ts";
import { type ConvOptions, leftOver, windowAttributes, windows } from "./window.ts";

/** Cross-correlation with filters of outputs x (inputs / groups) x kernel x kernel. The bias may be missing. */
export function convOperator(options: ConvOptions): Operator {
  return {
    kind: "conv",
    carries: "filters",
    forward: (write, { inputs: [x], parameters: { filters, bias } }) => {
      const [rows, , height, width] = x!.shape as [number, number, number, number];
      const shape = [rows, filters!.shape[0]!, windows(height, options), windows(width, options)];
      const attributes = { ...windowAttributes(options), group: options.groups };
      return { output: write.op("Conv", bias ? [x!, filters!, bias] : [x!, filters!], shape, attributes) };
    },
    backward: (write, { inputs: [x], parameters: { filters, bias }, gradient, recall }) => ({
      inputs: [() => inputGradient(write, x!, recall(filters!), gradient, options)],
      parameters: {
        filters: filterGradient(write, recall(x!), gradient, options),
        ...(bias && { bias: sum(write, gradient, [0, 2, 3]) }),
      },
    }),
  };
}

/**
 * At stride 1 a convolution with the filters turned by 180 degrees, which is faster than a transposed one, unless it would
 * be over a picture that is mostly pads.
 */
function inputGradient(write: Writer, { shape }: Node, filters: Node, gradient: Node, options: ConvOptions): Node {
  const { kernel, stride, pad, groups } = options;
  const [, channels, height, width] = shape as [number, number, number, number];
  const grows = height * width > 2 * sizeOf(gradient.shape.slice(2));
  if (stride > 1 || pad >= kernel || grows)
    return write.op("ConvTranspose", [gradient, filters], shape, {
      ...windowAttributes(options),
      group: groups,
      output_padding: [leftOver(height, options), leftOver(width, options)],
    });
  const [outputs, inputs] = [filters.shape[0]! / groups, channels / groups];
  // From the last to the first: starts, ends, axes, steps.
  const backwards = [[-1, -1], [-kernel - 1, -kernel - 1], [2, 3], [-1, -1]].map((list) => write.integers(list));
  const turned = write.op("Slice", [filters, ...backwards], filters.shape);
  const grouped = transpose(write, reshape(write, turned, [groups, outputs, inputs, kernel, kernel]), [0, 2, 1, 3, 4]);
  const back = reshape(write, grouped, [channels, outputs, kernel, kernel]);
  const around = { ...options, pad: kernel - 1 - pad };
  return write.op("Conv", [gradient, back], shape, { ...windowAttributes(around), group: groups });
}
