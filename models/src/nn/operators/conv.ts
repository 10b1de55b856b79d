import { reshape, sum, transpose } from "../graph/arithmetic.ts";
import { type Node, sizeOf } from "../graph/node.ts";
import type { Writer } from "../graph/writer.ts";
import type { Operator } from "./operator.ts";
import { leftOver, type Window, windowAttributes, windows } from "./window.ts";

export interface ConvOptions extends Window {
  /** Each of so many parts of the channels is convolved on its own; all of them: a depthwise convolution. */
  readonly groups: number;
}

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

/** At stride 1 a convolution with the filters turned by 180 degrees, which is faster; else a transposed convolution. */
function inputGradient(write: Writer, { shape }: Node, filters: Node, gradient: Node, options: ConvOptions): Node {
  const { kernel, stride, pad, groups } = options;
  const [, channels, height, width] = shape as [number, number, number, number];
  if (stride > 1 || pad >= kernel)
    return write.op("ConvTranspose", [gradient, filters], shape, {
      ...windowAttributes(options),
      group: groups,
      output_padding: [leftOver(height, options), leftOver(width, options)],
    });
  const [outputs, inputs] = [filters.shape[0]! / groups, channels / groups];
  const turned = write.op(
    "Slice",
    [filters, write.integers([-1, -1]), write.integers([-kernel - 1, -kernel - 1]), write.integers([2, 3]), write.integers([-1, -1])],
    filters.shape,
  );
  const grouped = transpose(write, reshape(write, turned, [groups, outputs, inputs, kernel, kernel]), [0, 2, 1, 3, 4]);
  const back = reshape(write, grouped, [channels, outputs, kernel, kernel]);
  const around = { ...options, pad: kernel - 1 - pad };
  return write.op("Conv", [gradient, back], shape, { ...windowAttributes(around), group: groups });
}

/**
 * dFilters[o, i, v, u] is the sum over rows n and places (y, x) of dY[n, o, y, x] X[n, i, s y + v, s x + u]. That is one
 * convolution again: the picture has the batch for channels and lies with its own channels innermost, so that a step
 * to the right is a step over all of them; dY is the filter, dilated by the stride. Its result is only as large as the
 * filters, and what is multiplied is gathered in long runs of memory.
 */
function filterGradient(write: Writer, x: Node, gradient: Node, options: ConvOptions): Node {
  const { kernel, stride, pad, groups } = options;
  const [rows, channels, height, width] = x.shape as [number, number, number, number];
  const [, outputs, high, wide] = gradient.shape as [number, number, number, number];
  const inputs = channels / groups;

  const picture = reshape(write, channelsInnermost(write, x, groups), [1, groups * rows, height, width * inputs]);
  const filter = reshape(write, partsOutermost(write, gradient, rows, outputs), [outputs, rows, high, wide]);

  const down = height + 2 * pad - stride * (high - 1);
  const across = (width + 2 * pad - stride * (wide - 1)) * inputs;
  const convolved = write.op("Conv", [picture, filter], [1, outputs, down, across], {
    kernel_shape: [high, wide],
    dilations: [stride, stride * inputs],
    pads: [pad, pad * inputs, pad, pad * inputs],
    group: groups,
  });
  const kept =
    down === kernel && across === kernel * inputs
      ? convolved
      : write.op(
          "Slice",
          [convolved, write.integers([0, 0]), write.integers([kernel, kernel * inputs]), write.integers([2, 3])],
          [1, outputs, kernel, kernel * inputs],
        );
  return transpose(write, reshape(write, kept, [outputs, kernel, kernel, inputs]), [0, 3, 1, 2]);
}

/** N x (G x C) x H x W to G x N x (H W) x C, in steps of three axes, for which runtimes have fast ways. */
function channelsInnermost(write: Writer, x: Node, groups: number): Node {
  const [rows, channels, height, width] = x.shape as [number, number, number, number];
  const [inputs, places] = [channels / groups, height * width];
  const inner =
    inputs === 1 ? x : transpose(write, reshape(write, x, [rows * groups, inputs, places]), [0, 2, 1]);
  return groups === 1 ? inner : partsOutermost(write, inner, rows, groups);
}

/** N x P x … to P x N x (…). */
function partsOutermost(write: Writer, x: Node, rows: number, parts: number): Node {
  return transpose(write, reshape(write, x, [rows, parts, sizeOf(x.shape) / (rows * parts)]), [1, 0, 2]);
}
