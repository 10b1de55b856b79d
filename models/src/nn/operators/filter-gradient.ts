import { multiply, reshape, sum, transpose } from "../graph/arithmetic.ts";
import { type Node, sizeOf } from "../graph/node.ts";
import type { Writer } from "../graph/writer.ts";
import type { ConvOptions } from "./window.ts";

/** dLoss / dFilters of a convolution of `x`, outputs x (inputs / groups) x kernel x kernel. */
export function filterGradient(write: Writer, x: Node, gradient: Node, options: ConvOptions): Node {
  const channels = x.shape[1]!;
  const isDepthwise = options.groups === channels && gradient.shape[1] === channels;
  const together = isDepthwise ? largestDivisor(channels, 8) : 1;
  const found = ofGroups(write, x, gradient, { ...options, groups: options.groups / together });
  return together === 1 ? found : ownOnly(write, found, together);
}

/**
 * Channels of a depthwise convolution are taken eight together as if each output had filters for all of them, and only
 * its own are kept: eight times the products, but in runs of memory and a multiplication of matrices that are worth the
 * name. It takes half the time.
 */
function ownOnly(write: Writer, found: Node, together: number): Node {
  const [outputs, , ...window] = found.shape as [number, number, number, number];
  const blocks = reshape(write, found, [outputs / together, together, together, ...window]);
  const isOwn = Float32Array.from({ length: together ** 2 }, (_, i) => (i % (together + 1) === 0 ? 1 : 0));
  const kept = multiply(write, blocks, write.constant([together, together, 1, 1], isOwn));
  return reshape(write, sum(write, kept, [2]), [outputs, 1, ...window]);
}

function largestDivisor(value: number, limit: number): number {
  for (let divisor = limit; divisor > 1; divisor--) if (value % divisor === 0) return divisor;
  return 1;
}

/**
 * dFilters[o, i, v, u] is the sum over rows n and places (y, x) of dY[n, o, y, x] X[n, i, s y + v, s x + u]. That is one
 * convolution again: the picture has the batch for channels and lies with its own channels innermost, so that a step
 * to the right is a step over all of them; dY is the filter, dilated by the stride. Its result is only as large as the
 * filters, and what is multiplied is gathered in long runs of memory.
 */
function ofGroups(write: Writer, x: Node, gradient: Node, options: ConvOptions): Node {
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
