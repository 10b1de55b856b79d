import { create, toBinary } from "@bufbuild/protobuf";
import {
  GraphProtoSchema,
  ModelProtoSchema,
  NodeProtoSchema,
  OperatorSetIdProtoSchema,
  type TensorProto_DataType as DataType,
  TensorProtoSchema,
  TensorShapeProto_DimensionSchema,
  TensorShapeProtoSchema,
  TypeProto_TensorSchema,
  TypeProtoSchema,
  ValueInfoProtoSchema,
  type NodeProto,
  type TensorProto,
  type ValueInfoProto,
} from "onnx-buf";
import { type Attributes, encodeAttribute } from "./attribute.ts";
import { FLOAT, type Tensor } from "./tensor.ts";

/** Opset 17 and IR 8: old enough for every onnxruntime since 1.13, new enough for one-axis Softmax. */
const opsetVersion = 17n;
const irVersion = 8n;

/** The name of a value that the graph has; only the builder makes one, so that no input is misspelt. */
export type Value = string & { readonly brand: "Value" };

/** A dimension is a number, or a name where the caller chooses it. */
export type Dim = number | string;

/**
 * Builds an ONNX model. The bytes depend on nothing but the calls made: there is no date, no host and no
 * version of this program in the file, so that a card can pin its digest.
 */
export class GraphBuilder {
  readonly #name: string;
  readonly #nodes: NodeProto[] = [];
  readonly #constants: TensorProto[] = [];
  readonly #inputs: ValueInfoProto[] = [];
  readonly #outputs: ValueInfoProto[] = [];
  readonly #names = new Set<string>();

  constructor(name: string) {
    this.#name = name;
  }

  input(name: string, dims: readonly Dim[], type: DataType = FLOAT): Value {
    this.#inputs.push(valueInfo(name, dims, type));
    return this.#declare(name);
  }

  constant(name: string, tensor: Tensor): Value {
    this.#constants.push(
      create(TensorProtoSchema, {
        name,
        dataType: tensor.type,
        dims: tensor.dims.map(BigInt),
        rawData: Uint8Array.from(tensor.bytes),
      }),
    );
    return this.#declare(name);
  }

  /** Adds a node with one output; the output carries the node's name. */
  node(op: string, name: string, inputs: readonly Value[], attributes: Attributes = {}): Value {
    return this.nodeOf(op, [name], inputs, attributes)[0]!;
  }

  /** Adds a node with several outputs; the node carries the name of the first. */
  nodeOf(op: string, outputs: readonly string[], inputs: readonly Value[], attributes: Attributes = {}): Value[] {
    this.#nodes.push(
      create(NodeProtoSchema, {
        opType: op,
        name: outputs[0]!,
        input: [...inputs],
        output: [...outputs],
        attribute: Object.entries(attributes).map(([key, value]) => encodeAttribute(key, value)),
      }),
    );
    return outputs.map((output) => this.#declare(output));
  }

  /** An output is a value of the graph: name the node that makes it after the output. */
  output(value: Value, dims: readonly Dim[], type: DataType = FLOAT): void {
    this.#outputs.push(valueInfo(value, dims, type));
  }

  build(): Uint8Array {
    const graph = create(GraphProtoSchema, {
      name: this.#name,
      node: this.#nodes,
      initializer: this.#constants,
      input: this.#inputs,
      output: this.#outputs,
    });
    const opset = create(OperatorSetIdProtoSchema, { domain: "", version: opsetVersion });
    const model = { irVersion, producerName: "likeness", opsetImport: [opset], graph };
    return toBinary(ModelProtoSchema, create(ModelProtoSchema, model));
  }

  #declare(name: string): Value {
    if (this.#names.has(name)) throw new Error(`graph ${this.#name} declares ${name} twice`);
    this.#names.add(name);
    return name as Value;
  }
}

function valueInfo(name: string, dims: readonly Dim[], elemType: DataType): ValueInfoProto {
  const dim = dims.map((size) =>
    create(TensorShapeProto_DimensionSchema, {
      value:
        typeof size === "number"
          ? { case: "dimValue", value: BigInt(size) }
          : { case: "dimParam", value: size },
    }),
  );
  const shape = create(TensorShapeProtoSchema, { dim });
  const tensorType = create(TypeProto_TensorSchema, { elemType, shape });
  const type = create(TypeProtoSchema, { value: { case: "tensorType", value: tensorType } });
  return create(ValueInfoProtoSchema, { name, type });
}
