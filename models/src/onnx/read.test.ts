import { expect, test } from "vitest";
import { float32Values } from "./bytes.ts";
import { GraphBuilder } from "./graph.ts";
import { leakyRelu, maxPool } from "./ops.ts";
import { readGraph } from "./read.ts";
import { float32 } from "./tensor.ts";

test("a graph that was built is read back: constants, nodes and attributes", () => {
  const graph = new GraphBuilder("round trip");
  const x = graph.input("x", [1, 1, 4, 4]);
  const sum = graph.node("Add", "sum", [x, graph.constant("half", float32([1], [0.5]))]);
  const pooled = maxPool(graph, "pool", sum, { kernel: 2, stride: 2 });
  graph.output(leakyRelu(graph, "y", pooled, 0.25), [1, 1, 2, 2]);

  const { constants, producers } = readGraph(graph.build(), "built");

  const half = constants.get("half");
  expect(half?.dims).toEqual([1]);
  expect(float32Values(half!.bytes)).toEqual(Float32Array.of(0.5));
  expect(producers.get("sum")).toMatchObject({ op: "Add", inputs: ["x", "half"] });
  expect(producers.get("pool")?.attributes).toEqual({
    kernel_shape: [2, 2],
    strides: [2, 2],
    pads: [0, 0, 0, 0],
  });
  expect(producers.get("y")?.attributes).toEqual({ alpha: { float: 0.25 } });
});

test("bytes without a graph are refused by the name of their file", () => {
  expect(() => readGraph(new Uint8Array(), "empty.onnx")).toThrow("empty.onnx holds no ONNX graph");
});
