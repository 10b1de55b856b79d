/** Rows of the batch that belong together, each list as long as the others of its kind. */
export type Tuples = Triplets | Pairs;

/** `anchors[i]` and `positives[i]` are of one class, `negatives[i]` is of another. */
export interface Triplets {
  readonly kind: "triplets";
  readonly anchors: Int32Array;
  readonly positives: Int32Array;
  readonly negatives: Int32Array;
}

/** Mated pairs `(anchors[i], positives[i])` and, apart from them, non-mated `(negativeAnchors[i], negatives[i])`. */
export interface Pairs {
  readonly kind: "pairs";
  readonly anchors: Int32Array;
  readonly positives: Int32Array;
  readonly negativeAnchors: Int32Array;
  readonly negatives: Int32Array;
}
