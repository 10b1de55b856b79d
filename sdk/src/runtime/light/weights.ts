import { FLOAT, INT64, UINT8, type Constant, type Graph, type Node } from "./graph.ts";
import { refuse } from "./refuse.ts";

/** Constant floats, or bytes which stand for (byte - zero) * scale, each step rounded to float32. */
export interface Weights {
  readonly dims: readonly number[];
  readonly bytes: Uint8Array;
  readonly quantised?: {
    readonly zero: number;
    /** One, or one for each step along the first axis. */
    readonly scales: Float32Array;
  };
}

/** What is known when a model is loaded, by name: initialisers, and what Cast, Sub, Mul and Reshape make of them. */
export interface Known {
  weights(name: string): Weights | undefined;
  /** Of a tensor of one element. */
  scalar(name: string): number | undefined;
  integers(name: string): readonly number[] | undefined;
}

/** Takes the nodes that only make weights out of the graph. */
export function foldConstants({ nodes, constants }: Graph): { readonly known: Known; readonly nodes: readonly Node[] } {
  const folded = new Map<string, Weights>();
  const raw = new Map<string, Constant>(constants);
  for (const [name, { type, dims, bytes }] of raw) if (type === FLOAT) folded.set(name, { dims, bytes });

  const scalar = (name: string): number | undefined => {
    const weights = folded.get(name);
    if (!weights || weights.quantised || weights.bytes.length !== 4) return undefined;
    return view(weights.bytes).getFloat32(0, true);
  };

  function fold({ operator, inputs: [a = "", b = ""], attributes }: Node): Weights | undefined {
    const bytes = raw.get(a);
    if (operator === "Cast" && bytes?.type === UINT8 && attributes.get("to") === FLOAT) {
      return { dims: bytes.dims, bytes: bytes.bytes, quantised: { zero: 0, scales: one } };
    }
    const weights = folded.get(a);
    if (operator === "Reshape") return weights && reshaped(weights, known.integers(b), attributes);
    const factor = folded.get(b);
    if (!weights?.quantised || !factor || factor.quantised) return undefined;
    // More axes than the weights have would give the product its shape.
    if (factor.dims.length > weights.dims.length) return undefined;
    const { zero, scales } = weights.quantised;
    const number = scalar(b);
    if (operator === "Sub" && number !== undefined && zero === 0 && scales === one) {
      return { ...weights, quantised: { zero: number, scales } };
    }
    const isEach = isAlongFirst(factor.dims, weights.dims);
    if (operator === "Mul" && scales === one && (number !== undefined || isEach)) {
      return { ...weights, quantised: { zero, scales: valuesOf(factor) } };
    }
    return undefined;
  }

  const known: Known = {
    weights: (name) => folded.get(name),
    scalar,
    integers: (name) => {
      const constant = raw.get(name);
      return constant?.type === INT64 ? integersOf(constant.bytes) : undefined;
    },
  };
  const left = nodes.filter((node) => {
    if (!node.inputs.every((name) => raw.has(name) || folded.has(name))) return true;
    folded.set(node.output, fold(node) ?? refuse(`${node.operator} of constants`));
    return false;
  });
  return { known, nodes: left };
}

/** To lengths that are all said. A scale for each step along an axis would lose its axis. */
function reshaped(
  weights: Weights,
  dims: readonly number[] | undefined,
  attributes: Node["attributes"],
): Weights | undefined {
  if (!dims?.every((length) => length > 0) || product(dims) !== product(weights.dims)) return undefined;
  if (attributes.size > 0 || (weights.quantised?.scales.length ?? 1) > 1) return undefined;
  return { ...weights, dims };
}

const product = (dims: readonly number[]): number => dims.reduce((all, length) => all * length, 1);

const one = Float32Array.of(1);

/** As [out, 1, 1, 1] is along [out, in, rows, columns]. */
const isAlongFirst = (dims: readonly number[], of: readonly number[]): boolean =>
  dims.length === of.length && dims.every((length, axis) => length === (axis === 0 ? of[0] : 1));

/** All the values. Where there is WebAssembly, typed arrays are little-endian, as ONNX is. */
export function valuesOf({ bytes, quantised }: Weights): Float32Array {
  // A copy, for a file's bytes lie at any address, floats at multiples of four. (Node's Buffer.slice is none.)
  if (!quantised) return new Float32Array(new Uint8Array(bytes).buffer);
  const { zero, scales } = quantised;
  const values = new Float32Array(bytes.length);
  const each = bytes.length / scales.length;
  for (let i = 0; i < bytes.length; i++) values[i] = Math.fround(bytes[i]! - zero) * scales[Math.floor(i / each)]!;
  return values;
}

function integersOf(bytes: Uint8Array): readonly number[] {
  const integers = view(bytes);
  return Array.from({ length: bytes.length / 8 }, (_, i) => Number(integers.getBigInt64(i * 8, true)));
}

const view = (bytes: Uint8Array) => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
