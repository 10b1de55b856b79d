import { FLOAT, INT64 } from "../../onnx/tensor.ts";
import { type Node, sizeOf } from "./node.ts";
import type { Writer } from "./writer.ts";

/** Elementwise operators with broadcasting, and what else most rules are written with. */
export const add = binary("Add");
export const subtract = binary("Sub");
export const multiply = binary("Mul");
export const divide = binary("Div");
export const maximum = binary("Max");
export const minimum = binary("Min");

const greater = binary("Greater");

export const root = unary("Sqrt");
export const reciprocal = unary("Reciprocal");

/** Numbers are written as constants. */
type Operand = Node | number;

function binary(op: string) {
  return (write: Writer, a: Operand, b: Operand): Node => {
    const [left, right] = [operand(write, a), operand(write, b)];
    const type = left.type ?? right.type;
    return write.ops(op, [left, right], [{ shape: broadcast(left.shape, right.shape), ...(type && { type }) }])[0]!;
  };
}

function unary(op: string) {
  return (write: Writer, x: Node): Node => write.op(op, [x], x.shape);
}

function operand(write: Writer, value: Operand): Node {
  return typeof value === "number" ? write.scalar(value) : value;
}

function broadcast(a: readonly number[], b: readonly number[]): number[] {
  const rank = Math.max(a.length, b.length);
  const at = (shape: readonly number[], axis: number) => shape[axis - rank + shape.length] ?? 1;
  return Array.from({ length: rank }, (_, axis) => (at(a, axis) === 1 ? at(b, axis) : at(a, axis)));
}

export function reshape(write: Writer, x: Node, shape: readonly number[]): Node {
  if (sizeOf(shape) !== sizeOf(x.shape)) throw new Error(`[${x.shape.join(", ")}] is no [${shape.join(", ")}]`);
  return write.ops("Reshape", [x, write.integers(shape)], [{ ...x, shape }])[0]!;
}

export function transpose(write: Writer, x: Node, order: readonly number[]): Node {
  return write.op("Transpose", [x], order.map((axis) => x.shape[axis]!), { perm: order });
}

/** The sum over some axes, which are gone then. */
export function sum(write: Writer, x: Node, axes: readonly number[]): Node {
  return write.op("ReduceSum", [x, write.integers(axes)], without(x.shape, axes), { keepdims: 0 });
}

export function mean(write: Writer, x: Node, axes: readonly number[]): Node {
  return write.op("ReduceMean", [x], without(x.shape, axes), { axes, keepdims: 0 });
}

export function sumOfSquares(write: Writer, x: Node, axes: readonly number[]): Node {
  return write.op("ReduceSumSquare", [x], without(x.shape, axes), { axes, keepdims: 0 });
}

/** 1 where a > b, else 0. */
export function isGreater(write: Writer, a: Operand, b: Operand): Node {
  const { shape, value } = greater(write, a, b);
  return write.op("Cast", [{ shape, value }], shape, { to: FLOAT });
}

export function toInteger(write: Writer, x: Node): Node {
  return write.ops("Cast", [x], [{ shape: x.shape, type: "int64" }], { to: INT64 })[0]!;
}

function without(shape: readonly number[], axes: readonly number[]): number[] {
  return shape.filter((_, axis) => !axes.includes(axis));
}
