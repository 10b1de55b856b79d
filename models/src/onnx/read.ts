import { fromBinary } from "@bufbuild/protobuf";
import { ModelProtoSchema, TensorProto_DataType as DataType, type TensorProto } from "onnx-buf";
import { type Attributes, decodeAttribute } from "./attribute.ts";
import { type Tensor } from "./tensor.ts";

/** A graph that somebody else wrote, as far as cutting pieces out of it needs. */
export interface ReadGraph {
  readonly constants: ReadonlyMap<string, Tensor>;
  /** Every node by the name of its output; nodes with several outputs are refused. */
  readonly producers: ReadonlyMap<string, ReadNode>;
}

export interface ReadNode {
  readonly op: string;
  readonly inputs: readonly string[];
  readonly output: string;
  readonly attributes: Attributes;
}

/** Reads initializers and Constant nodes alike as constants; `file` is for the messages only. */
export function readGraph(bytes: Uint8Array, file: string): ReadGraph {
  const { graph } = fromBinary(ModelProtoSchema, bytes);
  if (graph === undefined) throw new Error(`${file} holds no ONNX graph`);
  const constants = new Map(graph.initializer.map((tensor) => [tensor.name, readTensor(tensor)]));
  const producers = new Map<string, ReadNode>();
  for (const { opType, input, output, attribute } of graph.node) {
    const [name, ...more] = output;
    if (name === undefined || more.length > 0)
      throw new Error(`${file}: a ${opType} has ${output.length} outputs`);
    const value = attribute.find((a) => a.name === "value")?.t;
    if (opType === "Constant" && value !== undefined) {
      constants.set(name, readTensor(value));
      continue;
    }
    const attributes = Object.fromEntries(attribute.map((a) => [a.name, decodeAttribute(a)]));
    producers.set(name, { op: opType, inputs: input, output: name, attributes });
  }
  return { constants, producers };
}

function readTensor(tensor: TensorProto): Tensor {
  const { name, dataType, dims, rawData, floatData } = tensor;
  if (rawData.length === 0 && floatData.length > 0) throw new Error(`${name} is not stored as raw bytes`);
  return { type: dataType as DataType, dims: dims.map(Number), bytes: rawData };
}
