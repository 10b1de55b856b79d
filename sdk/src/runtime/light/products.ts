import { attributesOf, convDefaults, windowOf } from "./attributes.ts";
import type { Node } from "./graph.ts";
import { type Convolution, type Filters, linear } from "./operation.ts";
import { refuse, require } from "./refuse.ts";
import { needRank, type Scene } from "./scene.ts";

export function convolution({ node, known, ranks }: Scene, input: string): Convolution {
  const weights = require(known.weights(node.inputs[1] ?? ""), "Conv with filters that are computed");
  const bias = node.inputs[2] ? require(known.weights(node.inputs[2]), "Conv with a bias that is computed") : undefined;
  needRank(node, ranks.get(input)!, 4);
  const attributes = attributesOf(node, convDefaults);
  const [out = 0, channels = 0, ...size] = weights.dims;
  const { group } = attributes;
  const isDepthwise = group > 1;
  // One filter a channel is what the kernel does; groups of several channels are not.
  if (isDepthwise && (group !== out || channels !== 1)) refuse(`Conv with ${group} groups of ${channels} channels`);
  if (bias && bias.dims.join() !== `${out}`) refuse("Conv with a bias of another shape");
  const filters = { weights, bias, out, channels, isDepthwise };
  const window = windowOf(node, attributes, size);
  return { kind: "convolve", input, filters, window, residual: undefined, activation: linear, output: node.output };
}

/** Rows by columns of weights: they are turned to filters, out x in, when they are packed. */
export function matrixProduct({ node, known, ranks }: Scene, input: string): Convolution {
  const weights = require(known.weights(node.inputs[1] ?? ""), "MatMul of two things that are computed");
  attributesOf(node, {});
  needRank(node, ranks.get(input)!, 2);
  const [channels = 0, out = 0, ...more] = weights.dims;
  if (weights.dims.length < 2 || more.length > 0) refuse("MatMul of other than matrices");
  return product(node, input, { weights, bias: undefined, out, channels, isDepthwise: false, isMatrix: true });
}

/** A layer of a perceptron: rows by a matrix, or one that is turned already, and a bias. */
export function generalProduct({ node, known, ranks }: Scene, input: string): Convolution {
  const weights = require(known.weights(node.inputs[1] ?? ""), "Gemm of two things that are computed");
  const bias = node.inputs[2] ? require(known.weights(node.inputs[2]), "Gemm with a bias that is computed") : undefined;
  const { alpha, beta, transA, transB } = attributesOf(node, { alpha: 1, beta: 1, transA: 0, transB: 0 });
  if (alpha !== 1 || beta !== 1) refuse("Gemm with factors");
  if (transA !== 0) refuse("Gemm of columns");
  needRank(node, ranks.get(input)!, 2);
  if (weights.dims.length !== 2) refuse("Gemm of other than matrices");
  const [out, channels] = (transB === 0 ? weights.dims.toReversed() : weights.dims) as [number, number];
  if (bias && ![`${out}`, `1,${out}`].includes(bias.dims.join())) refuse("Gemm with a bias of another shape");
  return product(node, input, { weights, bias, out, channels, isDepthwise: false, isMatrix: transB === 0 });
}

function product({ operator, output }: Node, input: string, filters: Filters): Convolution {
  const scales = filters.weights.quantised?.scales.length ?? 1;
  if (filters.isMatrix && scales > 1) refuse(`${operator} with a scale for each row`);
  return { kind: "convolve", input, filters, window: undefined, residual: undefined, activation: linear, output };
}
