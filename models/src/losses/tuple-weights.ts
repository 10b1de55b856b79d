import type { LossInput } from "./loss.ts";

/**
 * How much each row counts in a loss that takes rows, not tuples: by how often a miner chose it, the most frequent one
 * having 1; all 1 where there are no tuples. As pytorch-metric-learning's `convert_to_weights`.
 * @param of "anchors" counts a row as anchor only
 */
export function tupleWeights({ labels, tuples }: LossInput, of: "anchors" | "all"): Float64Array {
  const weights = new Float64Array(labels.length);
  const { anchors, positives, negatives } = tuples ?? { anchors: [], positives: [], negatives: [] };
  const negativeAnchors = tuples?.kind === "pairs" ? tuples.negativeAnchors : [];
  const lists = of === "anchors" ? [anchors, negativeAnchors] : [anchors, negativeAnchors, positives, negatives];
  for (const list of lists) for (const row of list) weights[row]! += 1;
  const most = weights.reduce((a, b) => Math.max(a, b));
  return most === 0 ? weights.fill(1) : weights.map((count) => count / most);
}
