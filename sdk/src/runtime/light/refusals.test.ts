import { expect, test } from "vitest";
import type { Attributes } from "../../../../models/src/onnx/attribute.ts";
import { GraphBuilder, type Value } from "../../../../models/src/onnx/graph.ts";
import { float32, int64 } from "../../../../models/src/onnx/tensor.ts";
import { graphOf, runtime } from "./one-node.fixture.ts";

const filters = (graph: GraphBuilder, dims: readonly number[]) =>
  graph.constant("filters", float32(dims, new Float32Array(dims.reduce((product, length) => product * length, 1))));

const flat = (graph: GraphBuilder, x: Value) => graph.node("Flatten", "flat", [x]);

const prelu = (graph: GraphBuilder, x: Value, slopes: readonly number[]) =>
  graph.node("PRelu", "y", [x, filters(graph, slopes)]);

const gemm = (graph: GraphBuilder, x: Value, attributes: Attributes, ...bias: readonly Value[]) =>
  graph.node("Gemm", "y", [flat(graph, x), filters(graph, [2, 2]), ...bias], attributes);

const refused: readonly (readonly [string, (graph: GraphBuilder, x: Value) => Value])[] = [
  ["Sigmoid", (graph, x) => graph.node("Sigmoid", "y", [x])],
  ["Conv with 2 groups", (graph, x) => graph.node("Conv", "y", [x, filters(graph, [4, 2, 1, 1])], { group: 2 })],
  ["Conv with filters that are computed", (graph, x) => graph.node("Conv", "y", [x, x])],
  ["Conv with other", (graph, x) => graph.node("Conv", "y", [x, filters(graph, [4, 2, 1, 1])], { other: 2 })],
  ["Conv over other than two axes", (graph, x) => graph.node("Conv", "y", [x, filters(graph, [4, 2, 1])])],
  ["MaxPool with ceil_mode", (graph, x) => graph.node("MaxPool", "y", [x], { kernel_shape: [2, 2], ceil_mode: 1 })],
  [
    "AveragePool with count_include_pad",
    (graph, x) => {
      const attributes = { kernel_shape: [2, 2], pads: [1, 0, 0, 0], count_include_pad: 1 };
      return graph.node("AveragePool", "y", [x], attributes);
    },
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
  ["PRelu with slopes that are computed", (graph, x) => graph.node("PRelu", "y", [x, x])],
  ["PRelu with other than a slope for each", (graph, x) => prelu(graph, x, [3, 1, 5])],
  ["PRelu with more axes", (graph, x) => prelu(graph, x, [1, 1, 3, 1, 1])],
  [
    "PRelu with more or fewer slopes than channels",
    (graph, x) => {
      const conv = graph.node("Conv", "conv", [x, filters(graph, [4, 2, 1, 1])]);
      return graph.node("PRelu", "y", [conv, graph.constant("slopes", float32([3, 1, 1], [1, 2, 3]))]);
    },
  ],
  ["Gemm of a tensor of 4 axes", (graph, x) => graph.node("Gemm", "y", [x, filters(graph, [2, 2])])],
  ["Gemm of columns", (graph, x) => gemm(graph, x, { transA: 1 })],
  ["Gemm with factors", (graph, x) => gemm(graph, x, { alpha: { float: 0.5 } })],
  ["Gemm of two things that are computed", (graph, x) => graph.node("Gemm", "y", [flat(graph, x), x])],
  ["Gemm with a bias of another shape", (graph, x) => gemm(graph, x, {}, graph.constant("bias", float32([1], [1])))],
  ["BatchNormalization by what is computed", (graph, x) => graph.node("BatchNormalization", "y", [x, x, x, x, x])],
  [
    "BatchNormalization in training",
    (graph, x) => graph.node("BatchNormalization", "y", [x, x, x, x, x], { training_mode: 1 }),
  ],
  [
    "BatchNormalization of several lengths",
    (graph, x) => {
      const [one, two] = [graph.constant("one", float32([1], [1])), graph.constant("two", float32([2], [1, 2]))];
      return graph.node("BatchNormalization", "y", [x, two, two, one, two]);
    },
  ],
  ["ReduceMean other than over rows", (graph, x) => graph.node("ReduceMean", "y", [x], { axes: [1] })],
  [
    "Reshape of constants",
    (graph, x) => {
      const shape = graph.constant("shape", int64([2], [-1, 2]));
      return graph.node("Add", "y", [x, graph.node("Reshape", "turned", [filters(graph, [6]), shape])]);
    },
  ],
  ["Div other than of rows by their length", (graph, x) => graph.node("Div", "y", [x, x])],
  ["LpNormalization other than by Euclid", (graph, x) => graph.node("LpNormalization", "y", [x], { p: 1 })],
  ["LpNormalization other than along the last", (graph, x) => graph.node("LpNormalization", "y", [x], { axis: 1 })],
  ["ReduceL2", (graph, x) => graph.node("ReduceL2", "y", [x], { axes: [3] })],
  [
    "ReduceL2",
    // The length is of another value than the one that is divided.
    (graph, x) => {
      const norm = graph.node("ReduceL2", "norm", [graph.node("Relu", "relu", [x])], { axes: [3] });
      return graph.node("Div", "y", [x, norm]);
    },
  ],
  [
    "ReduceL2",
    // Something else takes the length too.
    (graph, x) => {
      const norm = graph.node("ReduceL2", "norm", [x], { axes: [3] });
      return graph.node("Add", "y", [graph.node("Div", "unit", [x, norm]), norm]);
    },
  ],
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
