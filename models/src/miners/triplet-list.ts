import type { Triplets } from "./tuples.ts";

/** Triplets one after the other. */
export interface TripletList {
  add(anchor: number, positive: number, negative: number): void;
  triplets(): Triplets;
}

export function tripletList(): TripletList {
  const [anchors, positives, negatives]: [number[], number[], number[]] = [[], [], []];
  return {
    add: (anchor, positive, negative) => {
      anchors.push(anchor);
      positives.push(positive);
      negatives.push(negative);
    },
    triplets: () => ({
      kind: "triplets",
      anchors: Int32Array.from(anchors),
      positives: Int32Array.from(positives),
      negatives: Int32Array.from(negatives),
    }),
  };
}
