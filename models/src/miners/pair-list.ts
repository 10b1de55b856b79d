import type { Pairs } from "./tuples.ts";

/** Mated and non-mated pairs one after the other. */
export interface PairList {
  addPositive(anchor: number, positive: number): void;
  addNegative(anchor: number, negative: number): void;
  pairs(): Pairs;
}

export function pairList(): PairList {
  const [anchors, positives]: [number[], number[]] = [[], []];
  const [negativeAnchors, negatives]: [number[], number[]] = [[], []];
  return {
    addPositive: (anchor, positive) => {
      anchors.push(anchor);
      positives.push(positive);
    },
    addNegative: (anchor, negative) => {
      negativeAnchors.push(anchor);
      negatives.push(negative);
    },
    pairs: () => ({
      kind: "pairs",
      anchors: Int32Array.from(anchors),
      positives: Int32Array.from(positives),
      negativeAnchors: Int32Array.from(negativeAnchors),
      negatives: Int32Array.from(negatives),
    }),
  };
}
