import { attributesOf } from "./attributes.ts";
import type { Node } from "./graph.ts";
import type { Known } from "./weights.ts";

/** What a row is divided by: its length along an axis, or `least` if that is more. */
export interface Divisor {
  readonly axis: number;
  readonly least: number;
}

/**
 * Graphs say x / max(|x|, least) in three nodes: ReduceL2, Max (or none) and Div. Where nothing else uses what lies
 * between them they become the Div alone, of x, whose divisor is found by its output.
 */
export function joinNormalisations(
  nodes: readonly Node[],
  outputs: readonly string[],
  known: Known,
): { readonly nodes: readonly Node[]; readonly divisors: ReadonlyMap<string, Divisor> } {
  const makers = new Map(nodes.map((node) => [node.output, node]));
  const uses = [...outputs, ...nodes.flatMap(({ inputs }) => inputs)];
  /** What makes a value that is used once. */
  const maker = (name = ""): Node | undefined =>
    uses.indexOf(name) === uses.lastIndexOf(name) ? makers.get(name) : undefined;
  // One of more axes would give the lengths its own.
  const isNumber = (name: string) => known.scalar(name) !== undefined && known.weights(name)!.dims.length < 2;
  const divisors = new Map<string, Divisor>();
  const gone = new Set<Node>();

  for (const { operator, inputs, output } of nodes) {
    if (operator !== "Div") continue;
    const by = maker(inputs[1]);
    const most = by?.operator === "Max" && by.inputs.length === 2 ? by : undefined;
    const number = most?.inputs.find(isNumber);
    const norm = most ? maker(most.inputs.find((name) => name !== number)) : by;
    const isFit = norm?.operator === "ReduceL2" && norm.inputs.length === 1 && norm.inputs[0] === inputs[0];
    if (!isFit || (most && number === undefined)) continue;
    const { axes, keepdims } = attributesOf(norm, { axes: [] as number[], keepdims: 1 });
    if (axes.length !== 1 || keepdims !== 1) continue;
    divisors.set(output, { axis: axes[0]!, least: number === undefined ? 0 : known.scalar(number)! });
    gone.add(norm);
    if (most) gone.add(most);
  }
  const left = nodes.filter((node) => !gone.has(node));
  return {
    nodes: left.map((node) => (divisors.has(node.output) ? { ...node, inputs: node.inputs.slice(0, 1) } : node)),
    divisors,
  };
}
