import { add, multiply } from "../graph/arithmetic.ts";
import type { Node } from "../graph/node.ts";
import type { Writer } from "../graph/writer.ts";
import type { OptimiserNodes, WeightDecay } from "./optimiser.ts";

/** The weights that decay, times `factor`; nothing where none do. */
export function decayed(
  write: Writer,
  { weights, decaying }: OptimiserNodes,
  { weightDecay = 0, decayAll = false }: WeightDecay,
  factor: Node | number = 1,
): Node | undefined {
  if (weightDecay === 0) return undefined;
  const amount = factor === 1 ? weightDecay : multiply(write, factor, weightDecay);
  return multiply(write, decayAll ? weights : multiply(write, weights, decaying()), amount);
}

/** Decay as a term of the gradient, as a penalty on the squared length of the weights gives. */
export function penalised(write: Writer, nodes: OptimiserNodes, options: WeightDecay): Node {
  const decay = decayed(write, nodes, options);
  return decay === undefined ? nodes.gradient : add(write, nodes.gradient, decay);
}
