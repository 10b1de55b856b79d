import { type GraphBuilder, type Value } from "./graph.ts";
import { FLOAT, int64 } from "./tensor.ts";

/**
 * Zeros (or, for a maximum, minus infinity) around the picture: top, left, bottom, right, as ONNX orders
 * them.
 */
export type Pads = readonly [top: number, left: number, bottom: number, right: number];

export const noPads: Pads = [0, 0, 0, 0];

export interface ConvOptions {
  readonly kernel: number;
  readonly stride?: number;
  readonly pads?: Pads;
  readonly group?: number;
}

/** `weights` is out x (in / group) x kernel x kernel; without a bias only the weights are given. */
export function conv(
  graph: GraphBuilder,
  name: string,
  input: Value,
  weights: { readonly filters: Value; readonly bias?: Value },
  { kernel, stride = 1, pads = noPads, group = 1 }: ConvOptions,
): Value {
  const inputs =
    weights.bias === undefined ? [input, weights.filters] : [input, weights.filters, weights.bias];
  return graph.node("Conv", name, inputs, {
    kernel_shape: [kernel, kernel],
    strides: [stride, stride],
    pads,
    group,
  });
}

export function relu(graph: GraphBuilder, name: string, input: Value): Value {
  return graph.node("Relu", name, [input]);
}

export function leakyRelu(graph: GraphBuilder, name: string, input: Value, slope: number): Value {
  return graph.node("LeakyRelu", name, [input], { alpha: { float: slope } });
}

export function add(graph: GraphBuilder, name: string, a: Value, b: Value): Value {
  return graph.node("Add", name, [a, b]);
}

export interface PoolOptions {
  readonly kernel: number;
  readonly stride: number;
  readonly pads?: Pads;
}

export function maxPool(graph: GraphBuilder, name: string, input: Value, options: PoolOptions): Value {
  return pool(graph, "MaxPool", name, input, options);
}

export function averagePool(graph: GraphBuilder, name: string, input: Value, options: PoolOptions): Value {
  return pool(graph, "AveragePool", name, input, options);
}

function pool(
  graph: GraphBuilder,
  op: "MaxPool" | "AveragePool",
  name: string,
  input: Value,
  { kernel, stride, pads = noPads }: PoolOptions,
): Value {
  return graph.node(op, name, [input], { kernel_shape: [kernel, kernel], strides: [stride, stride], pads });
}

/**
 * Appends zeros at the end of the axes that are named: channels, rows at the bottom, columns at the right.
 */
export function padEnd(
  graph: GraphBuilder,
  name: string,
  input: Value,
  { channels = 0, rows = 0, columns = 0 }: { channels?: number; rows?: number; columns?: number },
): Value {
  const pads = graph.constant(`${name}/pads`, int64([8], [0, 0, 0, 0, 0, channels, rows, columns]));
  return graph.node("Pad", name, [input, pads]);
}

export function transpose(graph: GraphBuilder, name: string, input: Value, perm: readonly number[]): Value {
  return graph.node("Transpose", name, [input], { perm });
}

/** N x C x 1 x 1 to N x C. */
export function flatten(graph: GraphBuilder, name: string, input: Value): Value {
  return graph.node("Flatten", name, [input], { axis: 1 });
}

/** Makes float32 of bytes. */
export function cast(graph: GraphBuilder, name: string, input: Value): Value {
  return graph.node("Cast", name, [input], { to: FLOAT });
}
