import type { LossInput } from "../losses/loss.ts";
import { mates } from "./mates.ts";
import type { Pairs } from "./tuples.ts";

type Visit = (anchor: number, positive: number, negative: number) => void;

/**
 * Every triplet of the tuples, or of the batch where there are none; none is stored. Pairs become the triplets that
 * have their anchor in common.
 */
export function everyTriplet(input: Pick<LossInput, "labels" | "tuples" | "reference">, visit: Visit): void {
  const { labels, tuples, reference } = input;
  if (tuples?.kind === "pairs") return ofPairs(tuples, visit);
  if (tuples) {
    const { anchors, positives, negatives } = tuples;
    for (let i = 0; i < anchors.length; i++) visit(anchors[i]!, positives[i]!, negatives[i]!);
    return;
  }
  const { positives, negatives } = mates(input, reference);
  for (let anchor = 0; anchor < labels.length; anchor++) {
    const mated = positives(anchor);
    if (mated.length === 0) continue;
    const others = negatives(anchor);
    for (let p = 0; p < mated.length; p++) {
      for (let n = 0; n < others.length; n++) visit(anchor, mated[p]!, others[n]!);
    }
  }
}

function ofPairs({ anchors, positives, negativeAnchors, negatives }: Pairs, visit: Visit): void {
  const byAnchor = Map.groupBy(negatives.keys(), (i) => negativeAnchors[i]!);
  for (let i = 0; i < anchors.length; i++) {
    for (const n of byAnchor.get(anchors[i]!) ?? []) visit(anchors[i]!, positives[i]!, negatives[n]!);
  }
}
