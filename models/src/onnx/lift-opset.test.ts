import { fromBinary, toBinary } from "@bufbuild/protobuf";
import { ModelProtoSchema } from "onnx-buf";
import { describe, expect, test } from "vitest";
import { maxDifference, runOnnx } from "../oracle/run-onnx.ts";
import { GraphBuilder, type Value } from "./graph.ts";
import type { Attributes } from "./attribute.ts";
import { liftOpset } from "./lift-opset.ts";
import { readModel, writeModel } from "./model-file.ts";
import { float32 } from "./tensor.ts";

const dims = [2, 2, 3, 3];
const values = Float32Array.from({ length: 36 }, (_, i) => Math.sin(i) * 2);

/** One operator as a version of the operators had it, on 2 x 2 x 3 x 3. */
function one(opset: number, op: string, attributes: Attributes, constants: readonly number[][] = []): Uint8Array {
  const graph = new GraphBuilder(op);
  const x = graph.input("image", dims);
  const inputs = constants.map((data, n): Value => graph.constant(`c${n}`, float32([data.length], data)));
  graph.output(graph.node(op, "y", [x, ...inputs], attributes), []);
  const model = fromBinary(ModelProtoSchema, graph.build());
  model.opsetImport[0]!.version = BigInt(opset);
  // Its shape follows.
  delete model.graph!.output[0]!.type;
  return toBinary(ModelProtoSchema, model);
}

function lifted(model: Uint8Array, to: number): Uint8Array {
  const read = readModel(model, "old.onnx");
  liftOpset(read, to, "old.onnx");
  return writeModel(read);
}

const float = (value: number) => ({ float: value });

describe("computes the same after", () => {
  test.each<[from: number, to: number, op: string, attributes: Attributes, constants?: number[][]]>([
    [7, 17, "BatchNormalization", { spatial: 1, epsilon: float(1e-3) }, [[1, 2], [0.5, -1], [0.1, 0.2], [1, 3]]],
    [9, 22, "BatchNormalization", {}, [[1, 2], [0.5, -1], [0.1, 0.2], [1, 3]]],
    [7, 17, "Dropout", { ratio: float(0.5) }],
    [9, 17, "Slice", { starts: [0, 1], ends: [1, 2], axes: [0, 2] }],
    [9, 17, "Slice", { starts: [1], ends: [2] }],
    [7, 17, "Clip", { min: float(0), max: float(1) }],
    [10, 13, "Clip", { max: float(0.5) }],
    [10, 21, "Pad", { pads: [0, 0, 1, 0, 0, 0, 0, 2], value: float(3) }],
    [10, 18, "Pad", { pads: [0, 0, 1, 1, 0, 0, 1, 1], mode: { text: "reflect" } }],
    [11, 18, "ReduceMean", { axes: [2, 3], keepdims: 0 }],
    [17, 18, "ReduceL2", { axes: [1], keepdims: 1 }],
    [17, 22, "ReduceMax", { keepdims: 1 }],
    [11, 13, "ReduceSum", { axes: [1] }],
    [11, 17, "Unsqueeze", { axes: [0] }],
    [11, 17, "Softmax", { axis: -1 }],
    [7, 22, "MaxPool", { kernel_shape: [2, 2], strides: [1, 1] }],
    [7, 22, "AveragePool", { kernel_shape: [2, 2], pads: [0, 0, 1, 1] }],
    [7, 22, "LRN", { size: 3 }],
    [12, 12, "Softmax", { axis: 1 }],
  ])("%d to %d: %s %o", async (from, to, op, attributes, constants) => {
    const model = one(from, op, attributes, constants);
    const wanted = await runOnnx(model, values, dims);
    const after = lifted(model, to);
    expect(fromBinary(ModelProtoSchema, after).opsetImport[0]!.version).toBe(BigInt(to));
    const { y } = await runOnnx(after, values, dims);
    expect(y!.dims).toEqual(wanted["y"]!.dims);
    // A runtime may have another kernel for the newer version, which rounds otherwise: onnxruntime's AveragePool from 19 on.
    expect(maxDifference(y!.data, wanted["y"]!.data)).toBeLessThan(op === "AveragePool" ? 1e-6 : Number.MIN_VALUE);
  });
});

describe("is refused, by the operator's name:", () => {
  test.each<[from: number, to: number, op: string, attributes: Attributes, why: string]>([
    [12, 13, "Softmax", { axis: 1 }, "Softmax with an axis other than -1 changed its meaning"],
    [11, 17, "Softmax", {}, "Softmax with an axis other than -1 changed its meaning"],
    [18, 19, "AveragePool", { kernel_shape: [2, 2], ceil_mode: 1 }, "AveragePool with ceil_mode changed its meaning"],
    [7, 9, "BatchNormalization", { spatial: 0 }, "BatchNormalization with spatial = 0 changed its meaning"],
    [7, 17, "Upsample", {}, "Upsample may mean something else there"],
    [17, 13, "Relu", {}, "older ones cannot be made of newer"],
    [6, 17, "Relu", {}, "only 7 to 22 are converted"],
  ])("%d to %d: %s %o", (from, to, op, attributes, why) => {
    expect(() => lifted(one(from, op, attributes), to)).toThrow(
      expect.objectContaining({
        code: "model_unsupported",
        message: `old.onnx has ONNX's operators ${from}, ${to} are needed: ${why}`,
      }),
    );
  });
});

test("a model that does not say which operators it has is refused", () => {
  const model = fromBinary(ModelProtoSchema, one(17, "Relu", {}));
  model.opsetImport = [];
  expect(() => lifted(toBinary(ModelProtoSchema, model), 17)).toThrow("old.onnx does not say which version of ONNX's operators it has");
});
