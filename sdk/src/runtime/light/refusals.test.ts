import { expect, test } from "vitest";
import { GraphBuilder, type Value } from "../../../../models/src/onnx/graph.ts";
import { float32 } from "../../../../models/src/onnx/tensor.ts";
import { graphOf, runtime } from "./one-node.fixture.ts";

const filters = (graph: GraphBuilder, dims: readonly number[]) =>
  graph.constant("filters", float32(dims, new Float32Array(dims.reduce((product, length) => product * length, 1))));

const refused: readonly (readonly [string, (graph: GraphBuilder, x: Value) => Value])[] = [
  ["Sigmoid", (graph, x) => graph.node("Sigmoid", "y", [x])],
  ["Conv with 2 groups", (graph, x) => graph.node("Conv", "y", [x, filters(graph, [4, 2, 1, 1])], { group: 2 })],
  ["Conv with filters that are computed", (graph, x) => graph.node("Conv", "y", [x, x])],
  ["Conv with other", (graph, x) => graph.node("Conv", "y", [x, filters(graph, [4, 2, 1, 1])], { other: 2 })],
  ["Conv over other than two axes", (graph, x) => graph.node("Conv", "y", [x, filters(graph, [4, 2, 1])])],
  ["MaxPool with ceil_mode", (graph, x) => graph.node("MaxPool", "y", [x], { kernel_shape: [2, 2], ceil_mode: 1 })],
  [
    "AveragePool with count_include_pad",
    (graph, x) => graph.node("AveragePool", "y", [x], { kernel_shape: [2, 2], count_include_pad: 1 }),
  ],
  [
    "MaxPool with pads as large as its window",
    (graph, x) => graph.node("MaxPool", "y", [x], { kernel_shape: [1, 1], pads: [1, 1, 1, 1] }),
  ],
  ["Transpose other than to channels last", (graph, x) => graph.node("Transpose", "y", [x], { perm: [1, 0, 2, 3] })],
  ["Softmax other than over the last axis", (graph, x) => graph.node("Softmax", "y", [x], { axis: 1 })],
  ["Mul of two things that are computed", (graph, x) => graph.node("Mul", "y", [x, x])],
  ["Sub of constants", (graph, x) => graph.node("Sub", "y", [filters(graph, []), x])],
  ["Mul of a constant that is no number", (graph, x) => graph.node("Mul", "y", [x, filters(graph, [3])])],
  ["Flatten other than from axis 1", (graph, x) => graph.node("Flatten", "y", [x], { axis: 2 })],
  ["MatMul of a tensor of 4 axes", (graph, x) => graph.node("MatMul", "y", [x, filters(graph, [2, 2])])],
];

test.each(refused)("%s is refused by name, when the model is loaded", async (what, build) => {
  await expect(runtime.load(graphOf(4, build))).rejects.toMatchObject({
    code: "backend_unavailable",
    detail: expect.stringContaining(what),
  });
});

test("bytes that are no model are refused", async () => {
  await expect(runtime.load(new Uint8Array())).rejects.toMatchObject({ code: "backend_unavailable" });
  await expect(runtime.load(Uint8Array.of(60, 33, 100))).rejects.toMatchObject({ code: "backend_unavailable" });
});
