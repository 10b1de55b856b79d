import { type GraphBuilder, type Value } from "../onnx/graph.ts";
import { cast } from "../onnx/ops.ts";
import { float32, uint8 } from "../onnx/tensor.ts";
import { permute } from "./permute.ts";
import { type PlainWeight, type QuantisedWeight, type Weight } from "./tfjs-weights.ts";

/** tfjs keeps convolution filters as height, width, in, out; ONNX as out, in, height, width. */
export const convAxes = [3, 2, 0, 1] as const;
/** tfjs keeps depthwise filters as height, width, channel, 1; ONNX as channel, 1, height, width. */
export const depthwiseAxes = [2, 3, 0, 1] as const;
/** A matrix is in, out for both. */
export const matrixAxes = [0, 1] as const;

/**
 * Puts the filters of a layer into the graph, as bytes where tfjs has bytes: a quarter of the size.
 * `gain` multiplies each output channel (the first axis after the permutation).
 */
export function filters(
  graph: GraphBuilder,
  name: string,
  weight: Weight,
  axes: readonly number[],
  gain?: Float32Array,
): Value {
  return weight.kind === "uint8"
    ? quantised(graph, name, weight, axes, gain)
    : plain(graph, name, weight, axes, gain);
}

/**
 * `(q - zero) * scale`, where tfjs says `q * scale + min`. For every filter of the default models `zero` is
 * the whole number that tfjs chose, so the subtraction is exact and only the product is rounded.
 *
 * Not DequantizeLinear, though it says the same: onnxruntime keeps that node for its quantised kernels
 * instead of folding it when it loads the model. Measured with 1.30 on the recogniser: a quarter slower,
 * and the last layer becomes an integer product that is off by 1e-3. Cast, Sub and Mul of constants are
 * folded everywhere.
 */
function quantised(
  graph: GraphBuilder,
  name: string,
  { q, shape, scale, min }: QuantisedWeight,
  axes: readonly number[],
  gain: Float32Array | undefined,
): Value {
  const turned = permute(q, shape, axes);
  const bytes = graph.constant(`${name}/q`, uint8(turned.shape, turned.values));
  const zero = graph.constant(`${name}/zero`, float32([], [-min / scale]));
  const steps = graph.node("Sub", `${name}/steps`, [cast(graph, `${name}/cast`, bytes), zero]);
  const scales =
    gain === undefined
      ? float32([], [scale])
      : float32(
          [gain.length, ...turned.shape.slice(1).fill(1)],
          gain.map((g) => g * scale),
        );
  return graph.node("Mul", name, [steps, graph.constant(`${name}/scale`, scales)]);
}

function plain(
  graph: GraphBuilder,
  name: string,
  weight: PlainWeight,
  axes: readonly number[],
  gain: Float32Array | undefined,
): Value {
  const { shape, values } = permute(weight.values, weight.shape, axes);
  const perChannel = values.length / (shape[0] ?? 1);
  const scaled =
    gain === undefined ? values : values.map((value, i) => value * (gain[Math.floor(i / perChannel)] ?? 0));
  return graph.constant(name, float32(shape, scaled));
}
