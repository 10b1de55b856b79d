import { expect, test } from "vitest";
import { GraphBuilder } from "../onnx/graph.ts";
import { float32, int64 } from "../onnx/tensor.ts";
import { runOnnx } from "../oracle/run-onnx.ts";
import { freeBatch } from "./free-batch.ts";
import { fuse } from "./fuse.ts";
import { linearHead, smallClassifier } from "./linear-head.fixture.ts";

/** For one picture of 2 x 3: its reshapes name the one row, by a constant that weights are reshaped by too. */
function forOne(): Uint8Array {
  const graph = new GraphBuilder("one");
  const x = graph.input("image", [1, 2, 3]);
  const shape = graph.constant("shape", int64([2], [1, 6]));
  const bias = graph.node("Reshape", "bias", [graph.constant("column", float32([6, 1], [1, 2, 3, 4, 5, 6])), shape]);
  graph.output(graph.node("Add", "features", [graph.node("Reshape", "row", [x, shape]), bias]), [1, 6]);
  return graph.build();
}

const six = [0, 10, 20, 30, 40, 50];

test("a network for one picture takes any number, each as it was", async () => {
  const { features } = await runOnnx(freeBatch(forOne()), Float32Array.from([...six, ...six]), [2, 2, 3]);
  const each = six.map((value, i) => value + i + 1);
  expect(features).toEqual({ dims: [2, 6], data: Float32Array.from([...each, ...each]) });
});

test("a reshape to one row keeps as many rows as come", async () => {
  const graph = new GraphBuilder("rows");
  const x = graph.input("image", [1, 2, 3]);
  graph.output(graph.node("Reshape", "row", [x, graph.constant("shape", int64([2], [1, -1]))]), [1, 6]);
  const { row } = await runOnnx(freeBatch(graph.build()), Float32Array.from([...six, ...six]), [2, 2, 3]);
  expect(row!.dims).toEqual([2, 6]);
  expect([...row!.data]).toEqual([...six, ...six]);
});

test("a fused file with such a backbone is free too", async () => {
  const fused = fuse(freeBatch(smallClassifier({ batch: 1 })), linearHead(5, 4));
  expect((await runOnnx(fused, new Float32Array(2 * 192), [2, 3, 8, 8]))["embedding"]!.dims).toEqual([2, 4]);
});

test("a free network stays what it is", () => {
  const once = freeBatch(smallClassifier());
  expect(freeBatch(once)).toEqual(once);
});

test("inputs that have not one batch are refused", () => {
  const graph = new GraphBuilder("two");
  const [x, y] = [graph.input("x", [1, 4]), graph.input("y", [3, 4])];
  graph.output(graph.node("Add", "z", [x, y]), [3, 4]);
  expect(() => freeBatch(graph.build(), { file: "two.onnx" })).toThrow("two.onnx takes x [1, 4], y [3, 4]: their first axes are not one batch");
});
