import { expect, test } from "vitest";
import { maxDifference, runOnnx } from "../oracle/run-onnx.ts";
import { GraphBuilder } from "./graph.ts";
import { averagePool, conv, leakyRelu, maxPool, padEnd, transpose } from "./ops.ts";
import { float32 } from "./tensor.ts";

/** An edge filter, a pool and a frame of zeros: one of each kind of attribute and constant. */
function smallGraph(): Uint8Array {
  const graph = new GraphBuilder("small");
  const x = graph.input("image", ["batch", 1, "height", "width"]);
  const filters = graph.constant("edge", float32([1, 1, 1, 1], [-2]));
  const bias = graph.constant("bias", float32([1], [1]));
  const edges = leakyRelu(graph, "leaky", conv(graph, "conv", x, { filters, bias }, { kernel: 1 }), 0.5);
  const pooled = maxPool(graph, "max", edges, { kernel: 2, stride: 2 });
  const framed = padEnd(graph, "framed", pooled, { channels: 1, columns: 1 });
  graph.output(transpose(graph, "last", framed, [0, 2, 3, 1]), ["batch", "rows", "columns", 2]);
  return graph.build();
}

test("onnxruntime loads what was built and computes what the calls say", async () => {
  const { last } = await runOnnx(smallGraph(), Float32Array.of(0, 1, 2, 3), [1, 1, 2, 2]);
  expect(last?.dims).toEqual([1, 1, 2, 2]);
  // -2x + 1 = 1, -1, -3, -5; the maximum is 1; then zeros for the new channel and the new column.
  expect(last?.data).toEqual(Float32Array.of(1, 0, 0, 0));
});

test("a negative value is halved by the leaky slope", async () => {
  const { last } = await runOnnx(smallGraph(), Float32Array.of(1, 1, 1, 1), [1, 1, 2, 2]);
  expect(last?.data[0]).toBe(-0.5);
});

test("pads at the end do not count for a maximum, and an average is over its kernel", async () => {
  const graph = new GraphBuilder("pools");
  const x = graph.input("image", [1, 1, 2, 2]);
  graph.output(maxPool(graph, "max", x, { kernel: 2, stride: 1, pads: [0, 0, 1, 1] }), [1, 1, 2, 2]);
  graph.output(averagePool(graph, "mean", x, { kernel: 2, stride: 2 }), [1, 1, 1, 1]);
  const { max, mean } = await runOnnx(graph.build(), Float32Array.of(-4, -3, -2, -1), [1, 1, 2, 2]);
  expect(max?.data).toEqual(Float32Array.of(-1, -1, -1, -1));
  expect(maxDifference(mean!.data, [-2.5])).toBe(0);
});

test("the same calls give the same bytes", () => {
  expect(smallGraph()).toEqual(smallGraph());
});

test("a name is declared once", () => {
  const graph = new GraphBuilder("twice");
  graph.input("x", [1]);
  expect(() => graph.constant("x", float32([1], [0]))).toThrow("graph twice declares x twice");
});

test("a tensor's values fill its dimensions", () => {
  expect(() => float32([2, 3], [1, 2, 3])).toThrow("a tensor of [2, 3] holds 6 values, not 3");
});
