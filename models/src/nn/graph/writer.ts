import type { Attributes } from "../../onnx/attribute.ts";
import { GraphBuilder } from "../../onnx/graph.ts";
import { FLOAT, float32, INT64, int64 } from "../../onnx/tensor.ts";
import { anyRows, type Node } from "./node.ts";

/** Writes nodes of known shapes into one graph and names them, the same ones for the same calls. */
export class Writer {
  readonly #graph: GraphBuilder;
  readonly #taken = new Map<string, number>();
  readonly #scalars = new Map<number, Node>();
  #scope = "";

  constructor(name: string) {
    this.#graph = new GraphBuilder(name);
  }

  /** What is written within `write` is named after `scope`. */
  within<Result>(scope: string, write: () => Result): Result {
    const outer = this.#scope;
    this.#scope = `${outer}${scope}/`;
    const result = write();
    this.#scope = outer;
    return result;
  }

  input(name: string, shape: readonly number[], type?: Node["type"]): Node {
    return node(this.#graph.input(name, dims(shape), elementType(type)), shape, type);
  }

  output({ value, shape, type }: Node): void {
    this.#graph.output(value, dims(shape), elementType(type));
  }

  /** A copy of the value by a name that the reader of the graph chooses; it is an output. */
  outputAs(name: string, { value, shape, type }: Node): void {
    this.output(node(this.#graph.node("Identity", name, [value]), shape, type));
  }

  constant(shape: readonly number[], values: ArrayLike<number>): Node {
    return this.constantAs(this.#name("constant"), shape, values);
  }

  /** A constant that the reader of the graph finds by its name. */
  constantAs(name: string, shape: readonly number[], values: ArrayLike<number>): Node {
    return node(this.#graph.constant(name, float32(shape, values)), shape);
  }

  /** One number, stored once however often it is written. */
  scalar(value: number): Node {
    const known = this.#scalars.get(value) ?? this.constant([], [value]);
    this.#scalars.set(value, known);
    return known;
  }

  integers(values: readonly number[]): Node {
    return node(this.#graph.constant(this.#name("integers"), int64([values.length], values)), [values.length], "int64");
  }

  op(op: string, inputs: readonly Node[], shape: readonly number[], attributes?: Attributes): Node {
    return this.ops(op, inputs, [{ shape }], attributes)[0]!;
  }

  /** A node of several outputs. */
  ops(op: string, inputs: readonly Node[], outputs: readonly Omit<Node, "value">[], attributes?: Attributes): Node[] {
    const names = outputs.map(() => this.#name(op));
    const values = this.#graph.nodeOf(op, names, inputs.map(({ value }) => value), attributes);
    return outputs.map(({ shape, type }, i) => node(values[i]!, shape, type));
  }

  build(): Uint8Array {
    return this.#graph.build();
  }

  #name(kind: string): string {
    const name = `${this.#scope}${kind}`;
    const count = (this.#taken.get(name) ?? 0) + 1;
    this.#taken.set(name, count);
    return `${name}${count}`;
  }
}

function node(value: Node["value"], shape: readonly number[], type?: Node["type"]): Node {
  return { value, shape, ...(type !== undefined && { type }) };
}

function dims(shape: readonly number[]) {
  return shape.map((size) => (size === anyRows ? "rows" : size));
}

function elementType(type: Node["type"]) {
  return type === "int64" ? INT64 : FLOAT;
}
