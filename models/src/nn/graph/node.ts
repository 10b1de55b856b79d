import type { Value } from "../../onnx/graph.ts";

/**
 * A value of a graph that is being written, with its shape: rows first, then the shape of one. Where the graph takes any
 * number of rows, that number is {@link anyRows}.
 */
export interface Node {
  readonly value: Value;
  readonly shape: readonly number[];
  /** `float32` unless told. */
  readonly type?: "int64";
}

export const anyRows = -1;

export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}
