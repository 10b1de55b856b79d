import type { GraphProto, NodeProto, TensorProto } from "onnx-buf";
import { int64Bytes } from "../onnx/bytes.ts";
import { readModel, writeModel } from "../onnx/model-file.ts";
import { prune } from "../onnx/prune.ts";
import { withSubgraphs } from "../onnx/subgraphs.ts";
import { INT64 } from "../onnx/tensor.ts";
import { TrainingError } from "../training-error.ts";
import { setFirstLength, shapeInWords, shapeOf } from "./shape.ts";

/**
 * Frees the first axis of a network that was exported for a fixed number of pictures, mostly one: its inputs and outputs
 * get the name `batch` there, and a Reshape to that number of rows keeps however many come. What was written down of
 * values in between is dropped; it follows.
 *
 * Whether the rows go through the network side by side cannot be seen in the file: `trainedCard` and
 * `likeness model check` run it.
 *
 * @throws {TrainingError} `model_unsupported` where inputs have different first lengths
 */
export function freeBatch(model: Uint8Array, { file = "the model" } = {}): Uint8Array<ArrayBuffer> {
  const read = readModel(model, file);
  const { graph } = read;
  const firsts = new Set(graph.input.map((value) => shapeOf(value)?.[0]));
  const [rows] = firsts;
  if (firsts.size !== 1) {
    const shapes = graph.input.map((value) => `${value.name} ${shapeInWords(shapeOf(value))}`).join(", ");
    throw new TrainingError("model_unsupported", `${file} takes ${shapes}: their first axes are not one batch`);
  }
  if (typeof rows === "number") {
    for (const value of [...graph.input, ...graph.output]) setFirstLength(value, rows, "batch");
    for (const part of withSubgraphs(graph)) part.valueInfo = [];
    freeReshapes(graph, rows);
    // Of the old shapes nobody may have need any more.
    prune(graph);
  }
  return writeModel(read);
}

/** In a Reshape's shape 0 is "as long as it was" (ONNX, Reshape: unless `allowzero`). */
function freeReshapes(graph: GraphProto, rows: number): void {
  const constants = new Map(graph.initializer.map((tensor) => [tensor.name, tensor]));
  for (const node of graph.node) {
    const value = node.attribute.find(({ name }) => name === "value")?.t;
    if (node.opType === "Constant" && value) constants.set(node.output[0]!, value);
  }
  // Weights are reshaped too: only what follows from an input has a batch.
  const following = new Set(graph.input.map(({ name }) => name));
  for (const node of graph.node) {
    if (!node.input.some((name) => following.has(name))) continue;
    for (const name of node.output) following.add(name);
    if (node.opType !== "Reshape" || !following.has(node.input[0]!)) continue;
    const tensor = constants.get(node.input[1] ?? "");
    const shape = tensor && valuesOf(tensor);
    if (!shape || shape[0] !== rows || shape.length < 2 || allowsZero(node)) continue;
    const name = `${node.output[0]!}/free-shape`;
    const rawData = Uint8Array.from(int64Bytes([0, ...shape.slice(1)]));
    // Another node may have the same constant for a shape that is no batch's.
    graph.initializer.push({ ...tensor, name, dataType: INT64, rawData, int64Data: [] });
    node.input = [node.input[0]!, name];
  }
}

function valuesOf({ rawData, int64Data }: TensorProto): number[] {
  if (rawData.length === 0) return int64Data.map(Number);
  const view = new DataView(rawData.buffer, rawData.byteOffset, rawData.byteLength);
  return Array.from({ length: rawData.length / 8 }, (_, i) => Number(view.getBigInt64(i * 8, true)));
}

function allowsZero({ attribute }: NodeProto): boolean {
  return attribute.some(({ name, i }) => name === "allowzero" && i === 1n);
}
