import type { GraphProto, NodeProto } from "onnx-buf";

/** A graph and, at any depth, those that its nodes carry (If, Loop, Scan). */
export function withSubgraphs(graph: GraphProto): GraphProto[] {
  return [graph, ...graph.node.flatMap(subgraphsOf).flatMap(withSubgraphs)];
}

export function subgraphsOf({ attribute }: NodeProto): GraphProto[] {
  return attribute.flatMap(({ g, graphs }) => (g ? [g, ...graphs] : graphs));
}
