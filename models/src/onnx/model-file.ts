import { fromBinary, toBinary } from "@bufbuild/protobuf";
import {
  GraphProtoSchema,
  ModelProtoSchema,
  TensorProto_DataLocation as DataLocation,
  TensorProtoSchema,
  type GraphProto,
  type ModelProto,
  type TensorProto,
} from "onnx-buf";
import { TrainingError } from "../training-error.ts";
import { withSubgraphs } from "./subgraphs.ts";

/** A whole ONNX file, of whatever operators, as its protobuf has it. */
export type OnnxModel = ModelProto & { graph: GraphProto };

/**
 * Reads any ONNX file to be changed and written again. Weights are not copied: they are views of `bytes`, which must
 * stay as they are for as long as the model is used.
 *
 * @param file what messages call it
 * @throws {TrainingError} `model_unsupported` for what is no ONNX file, or has weights in another one
 */
export function readModel(bytes: Uint8Array, file: string): OnnxModel {
  const model = parsed(bytes, file);
  const { graph } = model;
  if (graph === undefined) throw new TrainingError("model_unsupported", `${file} holds no ONNX graph`);
  for (const { initializer, sparseInitializer, node } of withSubgraphs(graph)) {
    const attributes = node.flatMap(({ attribute }) => attribute.flatMap(({ t, tensors }) => (t ? [t, ...tensors] : tensors)));
    const sparse = sparseInitializer.flatMap(({ values, indices }) => [values, indices].filter((t) => t !== undefined));
    for (const tensor of [...initializer, ...attributes, ...sparse]) refuseExternal(tensor, file);
  }
  const initialised = new Set(graph.initializer.map(({ name }) => name));
  // Before IR 4 every constant was an input too, with the constant as what it is if nobody gives another.
  graph.input = graph.input.filter(({ name }) => !initialised.has(name));
  return Object.assign(model, { graph });
}

function parsed(bytes: Uint8Array, file: string): ModelProto {
  try {
    return fromBinary(ModelProtoSchema, bytes);
  } catch (cause) {
    throw new TrainingError("model_unsupported", `${file} is no ONNX file`, { cause });
  }
}

function refuseExternal({ name, dataLocation, externalData }: TensorProto, file: string): void {
  if (dataLocation !== DataLocation.EXTERNAL) return;
  const location = externalData.find(({ key }) => key === "location")?.value ?? "another file";
  throw new TrainingError(
    "model_unsupported",
    `${file}: the values of ${name} lie in ${location}; only a file with all its weights inside is read`,
  );
}

/**
 * The bytes of a file. Weights are copied once, into their place: a protobuf writer that grows and shifts its buffer
 * takes five times a large model's memory.
 */
export function writeModel(model: OnnxModel): Uint8Array<ArrayBuffer> {
  const { graph } = model;
  const body = [
    toBinary(GraphProtoSchema, { ...graph, initializer: [] }),
    ...graph.initializer.flatMap((tensor) => field(graphField.initializer, tensorChunks(tensor))),
  ];
  return joined([toBinary(ModelProtoSchema, withoutGraph(model)), ...field(modelField.graph, body)]);
}

/** The numbers of the fields in onnx.proto. */
const modelField = { graph: 7 } as const;
const graphField = { initializer: 5 } as const;
const tensorField = { rawData: 9 } as const;

function withoutGraph(model: OnnxModel): ModelProto {
  const { graph: _, ...rest } = model;
  return rest;
}

function tensorChunks(tensor: TensorProto): Uint8Array[] {
  if (tensor.rawData.length === 0) return [toBinary(TensorProtoSchema, tensor)];
  const head = toBinary(TensorProtoSchema, { ...tensor, rawData: new Uint8Array() });
  return [head, ...field(tensorField.rawData, [tensor.rawData])];
}

/** A field of known length: its tag, its length, its content (Protocol Buffers, "Encoding"). */
function field(number: number, content: readonly Uint8Array[]): Uint8Array[] {
  const lengthDelimited = 2;
  const length = content.reduce((sum, { length }) => sum + length, 0);
  return [Uint8Array.from([...varint((number << 3) | lengthDelimited), ...varint(length)]), ...content];
}

function varint(value: number): number[] {
  const bytes = [];
  let rest = value;
  for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) bytes.push((rest % 0x80) | 0x80);
  return [...bytes, rest];
}

function joined(chunks: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(chunks.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}
