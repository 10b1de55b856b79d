import { GraphBuilder, type Value } from "../onnx/graph.ts";
import { transpose } from "../onnx/ops.ts";
import { type ReadGraph, type ReadNode, readGraph } from "../onnx/read.ts";
import { int64 } from "../onnx/tensor.ts";

/**
 * Rebuilds Linzaer's UltraFace for any picture size and any batch.
 *
 * The published file is traced for 1 x 3 x 240 x 320: its reshapes and its prior boxes are constants of
 * that size. Everything up to the eight head convolutions is kept as it is. What follows (offsets to
 * corners) is cut away and done by whoever reads the output, since the priors depend on the size of the
 * picture.
 *
 * `scores` is batch x priors x 2 (background, face; sums to one), `boxes` batch x priors x 4 (offsets of
 * centre and size). The priors are ordered by stride (8, 16, 32, 64), then row, then column, then box size.
 */
export function ultraface(stock: Uint8Array, file: string): Uint8Array {
  const source = readGraph(stock, file);
  const graph = new GraphBuilder("ultraface-rfb");
  const values = new Map([["input", graph.input("image", ["batch", 3, "height", "width"])]]);
  const head = (branch: ReadNode, output: string, size: number): Value => {
    const parts = branch.inputs.map((reshape, stride) => {
      const map = copy(source, graph, values, headConv(source, reshape));
      const rows = transpose(graph, `${output}/${stride}/last`, map, [0, 2, 3, 1]);
      const shape = graph.constant(`${output}/${stride}/shape`, int64([3], [0, -1, size]));
      return graph.node("Reshape", `${output}/${stride}`, [rows, shape]);
    });
    return graph.node("Concat", output, parts, { axis: 1 });
  };
  const [classes, offsets] = branches(source, file);
  const logits = head(classes, "logits", 2);
  graph.output(graph.node("Softmax", "scores", [logits], { axis: 2 }), ["batch", "priors", 2]);
  graph.output(head(offsets, "boxes", 4), ["batch", "priors", 4]);
  return graph.build();
}

/** The two concatenations of the four strides: the one under the Softmax, and the other. */
function branches({ producers }: ReadGraph, file: string): [classes: ReadNode, offsets: ReadNode] {
  const nodes = [...producers.values()];
  const joins = nodes.filter(
    ({ op, inputs }) => op === "Concat" && inputs.every((input) => producers.get(input)?.op === "Reshape"),
  );
  const softmax = producers.get("scores");
  const classes = joins.find(({ output }) => softmax?.op === "Softmax" && softmax.inputs[0] === output);
  const offsets = joins.find((join) => join !== classes);
  if (classes === undefined || offsets === undefined || joins.length !== 2) {
    throw new Error(`${file} is not the UltraFace graph that this converter knows (${joins.length} heads)`);
  }
  return [classes, offsets];
}

/** A head is Conv, Transpose, Reshape in the published graph; the name of the Conv's output is wanted. */
function headConv({ producers }: ReadGraph, reshape: string): string {
  const conv = producers.get(producers.get(reshape)?.inputs[0] ?? "")?.inputs[0] ?? "";
  if (producers.get(conv)?.op !== "Conv") throw new Error(`${reshape} does not come from a convolution`);
  return conv;
}

/** The operators that are copied. Each means the same in the file's opset 9 as in ours. */
const kept = new Set(["Conv", "Relu", "Add", "Mul", "Concat"]);

/** Copies a value with all that it depends on; `values` holds what is copied already. */
function copy(source: ReadGraph, graph: GraphBuilder, values: Map<string, Value>, name: string): Value {
  const known = values.get(name);
  if (known !== undefined) return known;
  const value = copyNew(source, graph, values, name);
  values.set(name, value);
  return value;
}

function copyNew(source: ReadGraph, graph: GraphBuilder, values: Map<string, Value>, name: string): Value {
  const constant = source.constants.get(name);
  if (constant !== undefined) return graph.constant(name, constant);
  const node = source.producers.get(name);
  if (node === undefined || !kept.has(node.op)) {
    throw new Error(`${name} of the UltraFace graph is made by ${node?.op ?? "nothing"}`);
  }
  const inputs = node.inputs.map((input) => copy(source, graph, values, input));
  return graph.node(node.op, name, inputs, node.attributes);
}
