import { seeded } from "../random.ts";
import { reshape } from "./graph/arithmetic.ts";
import { type Node, sizeOf } from "./graph/node.ts";
import type { Writer } from "./graph/writer.ts";
import type { Variable } from "./trace.ts";

/**
 * Variables side by side in one vector: a step then has few inputs, and an optimiser few nodes, however many layers there
 * are.
 */
export interface Layout {
  readonly variables: readonly Variable[];
  readonly length: number;
  /** Where each begins. */
  readonly offsets: readonly number[];
}

export function layout(variables: readonly Variable[]): Layout {
  const offsets: number[] = [];
  let length = 0;
  for (const { shape } of variables) {
    offsets.push(length);
    length += sizeOf(shape);
  }
  return { variables, length, offsets };
}

/** Values to begin with; each variable has numbers of its own, so that a layer more does not change those before it. */
export function initialVector({ variables, length, offsets }: Layout, seed: number): Float32Array {
  const vector = new Float32Array(length);
  variables.forEach((variable, i) => vector.set(variable.initial(seeded(seed, i)), offsets[i]));
  return vector;
}

/** The values of one variable in the vector, not copied. */
export function part({ variables, offsets }: Layout, vector: Float32Array, index: number): Float32Array {
  const from = offsets[index]!;
  return vector.subarray(from, from + sizeOf(variables[index]!.shape));
}

/** Cuts the vector in a graph; each variable is found by its name. */
export function split(write: Writer, { variables }: Layout, vector: Node): ReadonlyMap<string, Node> {
  if (variables.length === 0) return new Map();
  const sizes = variables.map(({ shape }) => sizeOf(shape));
  const outputs = sizes.map((size) => ({ shape: [size] }));
  const pieces =
    variables.length === 1 ? [vector] : write.ops("Split", [vector, write.integers(sizes)], outputs, { axis: 0 });
  return new Map(variables.map(({ name, shape }, i) => [name, reshape(write, pieces[i]!, shape)]));
}

/** The other way round. */
export function joined(write: Writer, { variables, length }: Layout, nodes: ReadonlyMap<string, Node>): Node {
  const flat = variables.map(({ name, shape }) => reshape(write, nodes.get(name)!, [sizeOf(shape)]));
  return flat.length === 1 ? flat[0]! : write.op("Concat", flat, [length], { axis: 0 });
}
