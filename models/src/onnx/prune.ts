import type { GraphProto, NodeProto } from "onnx-buf";
import { subgraphsOf, withSubgraphs } from "./subgraphs.ts";

/** Takes out of a graph, in place, what none of its outputs needs: nodes, constants and inputs. */
export function prune(graph: GraphProto): void {
  const needed = new Set(graph.output.map(({ name }) => name));
  // A node stands after those whose values it reads, so that one look from the end finds all that is needed.
  const kept = graph.node.toReversed().filter((node) => {
    if (!node.output.some((name) => needed.has(name))) return false;
    for (const name of readBy(node)) needed.add(name);
    return true;
  });
  const isNeeded = ({ name }: { name: string }) => needed.has(name);
  graph.node = kept.toReversed();
  graph.initializer = graph.initializer.filter(isNeeded);
  graph.sparseInitializer = graph.sparseInitializer.filter(({ values }) => values && isNeeded(values));
  graph.input = graph.input.filter(isNeeded);
  graph.valueInfo = graph.valueInfo.filter(isNeeded);
  graph.quantizationAnnotation = graph.quantizationAnnotation.filter(({ tensorName }) => needed.has(tensorName));
}

/** What a node reads: its inputs, and whatever the graphs in it read (which may be values of the graph around). */
function readBy(node: NodeProto): string[] {
  const inner = subgraphsOf(node).flatMap(withSubgraphs);
  const outputs = inner.flatMap(({ output }) => output.map(({ name }) => name));
  return [...node.input, ...inner.flatMap((graph) => graph.node.flatMap(({ input }) => input)), ...outputs];
}
