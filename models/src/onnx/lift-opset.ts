import { create } from "@bufbuild/protobuf";
import { AttributeProto_AttributeType as Type, TensorProtoSchema, type AttributeProto, type NodeProto } from "onnx-buf";
import { TrainingError } from "../training-error.ts";
import { float32Bytes, int64Bytes } from "./bytes.ts";
import { opsetOf } from "./opset.ts";
import type { OnnxModel } from "./model-file.ts";
import { withSubgraphs } from "./subgraphs.ts";
import { FLOAT, INT64 } from "./tensor.ts";

/** Between these versions of ONNX's operators what is said below was read in its change log. */
const known = { first: 7, last: 22 } as const;

/** Operators whose newer versions only take more types, or have further attributes that by default change nothing. */
const steady = new Set(
  (
    "Abs Add AveragePool BatchNormalization Cast Concat Constant Conv Div Dropout Elu Erf Exp Flatten Gather Gemm " +
    "GlobalAveragePool GlobalMaxPool HardSigmoid HardSwish Identity InstanceNormalization LRN LayerNormalization LeakyRelu Log " +
    "LpNormalization MatMul Max MaxPool Min Mul Neg PRelu Pow Reciprocal Relu Reshape Selu Shape Sigmoid Softmax Sqrt Sub " +
    "Sum Tanh Transpose"
  ).split(" "),
);

/** What became an input with a version was an attribute before; in the order of the inputs. */
const moved: Readonly<Record<string, { readonly at: number; readonly attributes: readonly string[] }>> = {
  Slice: { at: 10, attributes: ["starts", "ends", "axes"] },
  Clip: { at: 11, attributes: ["min", "max"] },
  Pad: { at: 11, attributes: ["pads", "value"] },
  ReduceSum: { at: 13, attributes: ["axes"] },
  Squeeze: { at: 13, attributes: ["axes"] },
  Unsqueeze: { at: 13, attributes: ["axes"] },
  ...Object.fromEntries(
    ["ReduceL1", "ReduceL2", "ReduceMax", "ReduceMean", "ReduceMin", "ReduceProd", "ReduceSumSquare"].map((op) => [
      op,
      { at: 18, attributes: ["axes"] },
    ]),
  ),
};

/** Where a version changed what an operator computes: the node as it is there, or why it cannot be. */
const changed: Readonly<Record<string, { readonly at: number; readonly refuse: (node: NodeProto) => string | undefined }>> = {
  // Its mean over the places of a channel had to be asked for in versions that only old files have.
  BatchNormalization: { at: 9, refuse: (node) => (whole(take(node, "spatial"), 1) === 1 ? onlyOutput(node) : "spatial = 0") },
  Dropout: { at: 12, refuse: (node) => (take(node, "ratio"), onlyOutput(node)) },
  // Before, all axes from this one on were one; only the last is the same in both.
  Softmax: { at: 13, refuse: (node) => (whole(get(node, "axis"), 1) === -1 ? undefined : "an axis other than -1") },
  // What a window over the edge is divided by was settled anew.
  AveragePool: { at: 19, refuse: (node) => (whole(get(node, "ceil_mode"), 0) === 0 ? undefined : "ceil_mode") },
};

/**
 * Rewrites a model, in place, for a newer version of ONNX's own operators. It computes
 * the same, but for rounding where a runtime has another kernel for the newer version.
 *
 * @throws {TrainingError} `model_unsupported`, naming the operator that is not known to mean the same
 */
export function liftOpset(model: OnnxModel, to: number, file: string): void {
  const opset = opsetOf(model, file);
  const from = Number(opset.version);
  if (from === to) return;
  const refuse = (why: string): never => {
    throw new TrainingError("model_unsupported", `${file} has ONNX's operators ${from}, ${to} are needed: ${why}`);
  };
  if (from > to) refuse("older ones cannot be made of newer");
  if (from < known.first || to > known.last) refuse(`only ${known.first} to ${known.last} are converted`);
  if (model.functions.length > 0) refuse("it has functions of its own");
  for (const graph of withSubgraphs(model.graph)) {
    const constants: typeof graph.initializer = [];
    for (const node of graph.node.filter(({ domain }) => domain === "" || domain === "ai.onnx")) {
      const { opType } = node;
      const why = crossed(changed[opType], from, to)?.refuse(node);
      if (why) refuse(`${opType} with ${why} changed its meaning`);
      const move = moved[opType];
      if (move && crossed(move, from, to)) constants.push(...attributesToInputs(node, move.attributes));
      else if (!move && !steady.has(opType)) refuse(`${opType} may mean something else there`);
    }
    graph.initializer.push(...constants);
  }
  opset.version = BigInt(to);
}

function crossed<Step extends { readonly at: number }>(step: Step | undefined, from: number, to: number): Step | undefined {
  return step && from < step.at && to >= step.at ? step : undefined;
}

/** The constants that hold what the attributes held. */
function attributesToInputs(node: NodeProto, names: readonly string[]) {
  const constants = names.map((name) => {
    const attribute = take(node, name);
    return attribute && constantOf(attribute, `${node.output[0]!}/${name}`);
  });
  const inputs = constants.map((constant) => constant?.name ?? "");
  // Inputs at the end that are not given are left out.
  while (inputs.at(-1) === "") inputs.pop();
  node.input.push(...inputs);
  return constants.filter((constant) => constant !== undefined);
}

function constantOf({ type, f, ints }: AttributeProto, name: string) {
  return type === Type.FLOAT
    ? create(TensorProtoSchema, { name, dataType: FLOAT, rawData: bytes(float32Bytes([f])) })
    : create(TensorProtoSchema, { name, dataType: INT64, dims: [BigInt(ints.length)], rawData: bytes(int64Bytes(ints.map(Number))) });
}

const bytes = (from: Uint8Array) => Uint8Array.from(from);

const get = (node: NodeProto, name: string) => node.attribute.find((attribute) => attribute.name === name);

function take(node: NodeProto, name: string): AttributeProto | undefined {
  const attribute = get(node, name);
  node.attribute = node.attribute.filter((one) => one !== attribute);
  return attribute;
}

const whole = (attribute: AttributeProto | undefined, otherwise: number) => (attribute ? Number(attribute.i) : otherwise);

function onlyOutput({ output }: NodeProto): string | undefined {
  return output.filter((name) => name !== "").length === 1 ? undefined : "several outputs";
}
