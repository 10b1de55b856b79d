import { refuse } from "./refuse.ts";
import { bytesOf, type Field, fieldsOf, numberOf, numbersOf, textOf } from "./wire.ts";

/** TensorProto.DataType. */
export const FLOAT = 1;
export const UINT8 = 2;
export const INT64 = 7;

/** An initialiser: its raw little-endian bytes lie in the file's own. */
export interface Constant {
  readonly type: number;
  readonly dims: readonly number[];
  readonly bytes: Uint8Array;
}

export type Attribute = number | readonly number[] | string;

export interface Node {
  readonly operator: string;
  readonly inputs: readonly string[];
  readonly output: string;
  readonly attributes: ReadonlyMap<string, Attribute>;
}

/** A dimension that the caller chooses is undefined. */
export interface Input {
  readonly name: string;
  readonly dims: readonly (number | undefined)[];
}

export interface Graph {
  readonly nodes: readonly Node[];
  readonly constants: ReadonlyMap<string, Constant>;
  readonly inputs: readonly Input[];
  readonly outputs: readonly string[];
}

/** Between these versions of ONNX's operators those that are run here mean the same. */
const opsets = { first: 13, last: 17 } as const;

/**
 * Reads the fields of an ONNX file (onnx.proto) that a graph of constants and nodes has.
 *
 * @throws Problem `backend_unavailable` for what is not read here
 */
export function readGraph(model: Uint8Array): Graph {
  let graph: Uint8Array | undefined;
  for (const field of fieldsOf(model)) {
    if (field.number === 7) graph = bytesOf(field);
    else if (field.number === 8) checkOpset(bytesOf(field));
    else if (field.number === 25) refuse("functions of a model's own");
  }
  return graph ? readBody(graph) : refuse("a file without a graph");
}

function checkOpset(bytes: Uint8Array): void {
  let [domain, version] = ["", 0];
  for (const field of fieldsOf(bytes)) {
    if (field.number === 1) domain = textOf(field);
    else if (field.number === 2) version = numberOf(field);
  }
  if (domain !== "" || version < opsets.first || version > opsets.last)
    refuse(`operators of ${domain || "ONNX"} ${version}`);
}

function readBody(bytes: Uint8Array): Graph {
  const nodes: Node[] = [];
  const constants = new Map<string, Constant>();
  const inputs: Input[] = [];
  const outputs: string[] = [];
  for (const field of fieldsOf(bytes)) {
    if (field.number === 1) nodes.push(readNode(bytesOf(field)));
    else if (field.number === 5) constants.set(...readConstant(bytesOf(field)));
    else if (field.number === 11) inputs.push(readInput(bytesOf(field)));
    else if (field.number === 12) outputs.push(readInput(bytesOf(field)).name);
    else if (field.number === 15) refuse("sparse constants");
  }
  return { nodes, constants, inputs: inputs.filter(({ name }) => !constants.has(name)), outputs };
}

function readNode(bytes: Uint8Array): Node {
  const [inputs, outputs]: [string[], string[]] = [[], []];
  const attributes = new Map<string, Attribute>();
  let operator = "";
  let domain = "";
  for (const field of fieldsOf(bytes)) {
    if (field.number === 1) inputs.push(textOf(field));
    else if (field.number === 2) outputs.push(textOf(field));
    else if (field.number === 4) operator = textOf(field);
    else if (field.number === 5) attributes.set(...readAttribute(bytesOf(field), operator));
    else if (field.number === 7) domain = textOf(field);
  }
  if (domain) refuse(`${domain}.${operator}`);
  const [output, ...more] = outputs;
  if (output === undefined || more.length > 0) refuse(`${operator} with ${outputs.length} outputs`);
  return { operator, inputs, output, attributes };
}

function readAttribute(bytes: Uint8Array, operator: string): [string, Attribute] {
  let name = "";
  let type = 0;
  let single: Attribute | undefined;
  const many: number[] = [];
  for (const field of fieldsOf(bytes)) {
    if (field.number === 1) name = textOf(field);
    else if (field.number === 2 || field.number === 3) single = numberOf(field);
    else if (field.number === 4) single = textOf(field);
    else if (field.number === 8) many.push(...numbersOf(field.value));
    else if (field.number === 20) type = numberOf(field);
  }
  // AttributeProto.AttributeType: FLOAT, INT, STRING, INTS. What is zero or empty may be left out of the file.
  if (type === 7) return [name, many];
  if (type === 3) return [name, single ?? ""];
  if (type === 1 || type === 2) return [name, single ?? 0];
  return refuse(`${operator} with ${name} of type ${type}`);
}

function readConstant(bytes: Uint8Array): [string, Constant] {
  const dims: number[] = [];
  let name = "";
  let type = 0;
  let raw: Uint8Array = new Uint8Array();
  for (const field of fieldsOf(bytes)) {
    if (field.number === 1) dims.push(...numbersOf(field.value));
    else if (field.number === 2) type = numberOf(field);
    else if (field.number === 8) name = textOf(field);
    else if (field.number === 9) raw = bytesOf(field);
    else if (field.number !== 12) refuse("constants that are not stored as raw bytes");
  }
  const size = type === FLOAT ? 4 : type === UINT8 ? 1 : type === INT64 ? 8 : refuse(`constants of type ${type}`);
  if (dims.reduce((product, dim) => product * dim, size) !== raw.length)
    refuse("constants that do not fill their shape");
  return [name, { type, dims, bytes: raw }];
}

function readInput(bytes: Uint8Array): Input {
  let name = "";
  let dims: Input["dims"] = [];
  for (const field of fieldsOf(bytes)) {
    if (field.number === 1) name = textOf(field);
    else if (field.number === 2) dims = readShape(field);
  }
  return { name, dims };
}

/** TypeProto.tensor_type.shape.dim: of each its dim_value, if it has one. */
function readShape(type: Field): Input["dims"] {
  const [tensor] = within(type, 1);
  if (!tensor) return refuse("values that are no tensors");
  for (const field of fieldsOf(bytesOf(tensor))) {
    if (field.number === 1 && numberOf(field) !== FLOAT) refuse("inputs and outputs that are not float32");
  }
  return within(tensor, 2).flatMap((shape) => within(shape, 1).map((dim) => within(dim, 1).map(numberOf)[0]));
}

const within = (field: Field, number: number): Field[] =>
  [...fieldsOf(bytesOf(field))].filter((inner) => inner.number === number);
