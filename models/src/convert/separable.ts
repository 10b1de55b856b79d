import { type GraphBuilder, type Value } from "../onnx/graph.ts";
import { conv, type Pads } from "../onnx/ops.ts";
import { float32 } from "../onnx/tensor.ts";
import { dequantise } from "./dequantise.ts";
import { convAxes, depthwiseAxes, filters } from "./filters.ts";
import { type Weights } from "./tfjs-weights.ts";

/** A plain convolution of face-api with its bias. */
export function biasedConv(
  graph: GraphBuilder,
  weights: Weights,
  layer: string,
  x: Value,
  options: { kernel: number; stride?: number; pads?: Pads },
): Value {
  const constants = {
    filters: filters(graph, `${layer}/filters`, weights.get(`${layer}/filters`), convAxes),
    bias: vector(graph, weights, `${layer}/bias`),
  };
  return conv(graph, layer, x, constants, options);
}

/** A 3 x 3 filter for each channel alone, then a 1 x 1 convolution across channels, then the bias. */
export function separableConv(
  graph: GraphBuilder,
  weights: Weights,
  layer: string,
  x: Value,
  { stride, pads }: { stride: number; pads: Pads },
): Value {
  const depthwise = weights.get(`${layer}/depthwise_filter`);
  const pointwise = weights.get(`${layer}/pointwise_filter`);
  const each = { filters: filters(graph, `${layer}/depthwise/filters`, depthwise, depthwiseAxes) };
  const across = {
    filters: filters(graph, `${layer}/pointwise/filters`, pointwise, convAxes),
    bias: vector(graph, weights, `${layer}/bias`),
  };
  const channels = depthwise.shape[2] ?? 0;
  const y = conv(graph, `${layer}/depthwise`, x, each, { kernel: 3, stride, pads, group: channels });
  return conv(graph, layer, y, across, { kernel: 1 });
}

/** Biases stay float32: they are a hundredth of a model, and one of them has no whole zero. */
export function vector(graph: GraphBuilder, weights: Weights, name: string): Value {
  const values = dequantise(weights.get(name));
  return graph.constant(name, float32([values.length], values));
}
