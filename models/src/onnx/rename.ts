import type { GraphProto, SparseTensorProto, TensorAnnotation, ValueInfoProto } from "onnx-buf";
import { withSubgraphs } from "./subgraphs.ts";

/**
 * Gives every value and node of a graph, and of the graphs in it, another name, in place. An input that a node leaves
 * out has the name "", which stays.
 */
export function renameAll(graph: GraphProto, renamed: (name: string) => string): void {
  const of = (name: string) => (name === "" ? "" : renamed(name));
  for (const part of withSubgraphs(graph)) {
    for (const node of part.node) {
      node.name = of(node.name);
      node.input = node.input.map(of);
      node.output = node.output.map(of);
    }
    for (const one of named(part)) one.name = of(one.name);
    for (const annotation of part.quantizationAnnotation) renameAnnotation(annotation, of);
  }
}

function named(graph: GraphProto): { name: string }[] {
  const { initializer, input, output, valueInfo, sparseInitializer } = graph;
  // A sparse constant goes by the name of its values.
  const sparse = sparseInitializer.flatMap(({ values }: SparseTensorProto) => (values ? [values] : []));
  const values: ValueInfoProto[] = [...input, ...output, ...valueInfo];
  return [...initializer, ...values, ...sparse];
}

function renameAnnotation(annotation: TensorAnnotation, of: (name: string) => string): void {
  annotation.tensorName = of(annotation.tensorName);
  for (const entry of annotation.quantParameterTensorNames) entry.value = of(entry.value);
}
