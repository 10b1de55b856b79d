import { create } from "@bufbuild/protobuf";
import { ValueInfoProtoSchema } from "onnx-buf";
import { readModel, writeModel, type OnnxModel } from "../onnx/model-file.ts";
import { prune } from "../onnx/prune.ts";
import { TrainingError } from "../training-error.ts";

/**
 * The part of a network that makes one of its values: a classifier without its last layers is a backbone, whose
 * features a head can be trained on. What the value does not need is left out.
 *
 * @param model an ONNX file of any operators
 * @param output the name of the value, as a viewer of ONNX files shows it
 * @param file what messages call the model
 * @throws {TrainingError} `model_unsupported` for a file that is not read, or has no such value
 */
export function cutAt(model: Uint8Array, output: string, { file = "the model" } = {}): Uint8Array<ArrayBuffer> {
  const read = readModel(model, file);
  cut(read, output, file);
  return writeModel(read);
}

/** {@link cutAt}, in place. */
export function cut({ graph }: OnnxModel, output: string, file: string): void {
  const made = graph.node.flatMap((node) => node.output.filter((name) => name !== ""));
  if (!made.includes(output)) {
    const last = made.slice(-mostNamed).join(", ");
    throw new TrainingError("model_unsupported", `${file} computes no ${output}; the last that it computes are ${last}`);
  }
  const described = [...graph.output, ...graph.valueInfo].find(({ name }) => name === output);
  // Without a type it is the one that follows from the node.
  graph.output = [described ?? create(ValueInfoProtoSchema, { name: output })];
  graph.valueInfo = graph.valueInfo.filter(({ name }) => name !== output);
  prune(graph);
}

const mostNamed = 5;
