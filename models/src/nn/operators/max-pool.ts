import { add, isGreater, maximum, multiply, reshape, toInteger } from "../graph/arithmetic.ts";
import { type Node, sizeOf } from "../graph/node.ts";
import type { Writer } from "../graph/writer.ts";
import type { Operator } from "./operator.ts";
import { pooled, type Window, windowAttributes } from "./window.ts";

/** The largest of each window; the gradient goes to the first one that is it, as PyTorch's. */
export function maxPoolOperator(window: Window): Operator {
  const apart = window.stride >= window.kernel;
  // Beyond this, cutting the picture up costs more than the runtime's slow search for places.
  const small = apart && window.pad === 0 && window.kernel <= 3;
  return {
    kind: "maxpool",
    forward: (write, { inputs: [x] }) => (small ? bySlices(write, x!, window) : byWindows(write, x!, window)),
    backward: (write, { inputs: [x], kept, gradient, recall }) => ({
      inputs: [() => (apart ? unpooled : scattered)(write, x!.shape, recall(kept.places!), gradient, window)],
    }),
    inference: (write, { inputs: [x] }) =>
      write.op("MaxPool", [x!], pooled(x!.shape, window), windowAttributes(window)),
  };
}

function byWindows(write: Writer, x: Node, window: Window) {
  const shape = pooled(x.shape, window);
  const outputs = [{ shape }, { shape, type: "int64" as const }];
  const [output, places] = write.ops("MaxPool", [x], outputs, windowAttributes(window));
  return { output: output!, kept: { places: places! } };
}

/**
 * The same by comparing slices of the picture that hold one place of each window. onnxruntime finds places in scalar
 * code, and takes twice as long.
 */
function bySlices(write: Writer, x: Node, { kernel, stride, pad }: Window) {
  const [, , height, width] = x.shape as [number, number, number, number];
  const shape = pooled(x.shape, { kernel, stride, pad });
  const [high, wide] = shape.slice(2) as [number, number];
  const slice = (v: number, u: number) =>
    write.op(
      "Slice",
      [
        x,
        write.integers([v, u]),
        write.integers([v + (high - 1) * stride + 1, u + (wide - 1) * stride + 1]),
        write.integers([2, 3]),
        write.integers([stride, stride]),
      ],
      shape,
    );
  let output = slice(0, 0);
  let place = write.scalar(0);
  for (let i = 1; i < kernel ** 2; i++) {
    const [v, u] = [Math.floor(i / kernel), i % kernel];
    const other = slice(v, u);
    // Places grow from slice to slice, so the larger one is the later; where values are the same the first one stays.
    place = maximum(write, place, multiply(write, isGreater(write, other, output), v * width + u));
    output = maximum(write, output, other);
  }
  const places = add(write, toInteger(write, place), corners(write, shape, height, width, stride));
  return { output, kept: { places } };
}

/** Where each window begins, counted over the whole tensor as ONNX counts places. */
function corners(
  write: Writer,
  [rows, channels, high, wide]: readonly number[],
  height: number,
  width: number,
  stride: number,
): Node {
  const planes = Array.from({ length: rows! * channels! }, (_, i) => i * height * width);
  const within = Array.from({ length: high! * wide! }, (_, i) => stride * (Math.floor(i / wide!) * width + (i % wide!)));
  const shaped = (values: number[], shape: number[]) => reshape(write, write.integers(values), shape);
  return add(write, shaped(planes, [rows!, channels!, 1, 1]), shaped(within, [high!, wide!]));
}

/** Windows apart: no place is written twice. */
function unpooled(write: Writer, shape: readonly number[], places: Node, gradient: Node, window: Window): Node {
  return write.op("MaxUnpool", [gradient, places, write.integers(shape)], shape, windowAttributes(window));
}

function scattered(write: Writer, shape: readonly number[], places: Node, gradient: Node): Node {
  const size = sizeOf(shape);
  const zeros = write.op("ConstantOfShape", [write.integers([size])], [size]);
  const flat = [places, gradient].map((node) => reshape(write, node, [sizeOf(node.shape)]));
  const options = { axis: 0, reduction: { text: "add" } };
  return reshape(write, write.op("ScatterElements", [zeros, ...flat], [size], options), shape);
}
