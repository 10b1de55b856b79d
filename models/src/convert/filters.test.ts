import { expect, test } from "vitest";
import { GraphBuilder } from "../onnx/graph.ts";
import { runOnnx } from "../oracle/run-onnx.ts";
import { dequantise } from "./dequantise.ts";
import { filters, matrixAxes } from "./filters.ts";
import { type Weight } from "./tfjs-weights.ts";

/** Multiplies the unit matrix by the weight, so that onnxruntime gives the weight itself. */
async function evaluated(weight: Weight, gain?: Float32Array): Promise<Float32Array> {
  const [rows = 0, columns = 0] = weight.shape;
  const graph = new GraphBuilder("weight");
  const unit = graph.input("image", [rows, rows]);
  graph.output(graph.node("MatMul", "out", [unit, filters(graph, "w", weight, matrixAxes, gain)]), [
    rows,
    columns,
  ]);
  const ones = Float32Array.from({ length: rows * rows }, (_, i) => (i % (rows + 1) === 0 ? 1 : 0));
  const { out } = await runOnnx(graph.build(), ones, [rows, rows]);
  return out!.data;
}

const everyByte = Uint8Array.from({ length: 256 }, (_, i) => i);

test.each([
  ["a whole zero", 0.0005260649557207145, -0.07101876902229645],
  ["no whole zero", 0.06814416062598135, 5.788674831390381],
])(
  "bytes with %s become the values that tfjs computes, to a few float32 roundings",
  async (_, scale, min) => {
    const weight: Weight = { kind: "uint8", shape: [16, 16], q: everyByte, scale, min };
    const expected = dequantise(weight);
    const actual = await evaluated(weight);
    // Rounding is relative to the largest intermediate, |min| or 255 steps.
    const tolerance = 2 ** -22 * Math.max(Math.abs(min), 255 * scale);
    for (const [i, value] of expected.entries())
      expect(Math.abs((actual[i] ?? NaN) - value)).toBeLessThan(tolerance);
  },
);

test("a gain multiplies each output channel, of bytes and of floats alike", async () => {
  const gain = Float32Array.of(1, -2);
  const bytes: Weight = { kind: "uint8", shape: [2, 2], q: Uint8Array.of(0, 1, 2, 3), scale: 0.5, min: -0.5 };
  const floats: Weight = { kind: "float32", shape: [2, 2], values: dequantise(bytes) };
  expect(await evaluated(bytes, gain)).toEqual(Float32Array.of(-0.5, 0, -1, -2));
  expect(await evaluated(floats, gain)).toEqual(await evaluated(bytes, gain));
});
