/** The answer to `n` queries. */
export interface Neighbours {
  /** `n` x `k`, row after row, the nearest first. `l2` scores are squared distances. */
  readonly scores: Float32Array;
  /**
   * `n` x `k`, the label for each score. Where fewer than `k` were found the slots left over have the label -1n and a
   * score without meaning.
   */
  readonly labels: BigInt64Array;
  /** What was asked for, or the size of the index when that is less. */
  readonly k: number;
  /** Vectors compared, of all queries together; 0 for an HNSW, which does not tell. */
  readonly compared: number;
}

/** Query `i` has `starts[i]` to `starts[i + 1] - 1`, in no order. */
export interface NeighbourRanges {
  readonly starts: Uint32Array;
  readonly scores: Float32Array;
  readonly labels: BigInt64Array;
}

/** The answer to `n` queries: `n` x `k`, row after row, the nearest first. */
export interface BinaryNeighbours {
  /** Bits that differ. */
  readonly distances: Int32Array;
  /** -1n where fewer than `k` were found. */
  readonly labels: BigInt64Array;
  /** What was asked for, or the size of the index when that is less. */
  readonly k: number;
}

/** Of k-means. */
export interface Clusters {
  /** `clusters` x `dimension`. */
  readonly centres: Float32Array;
  /** Of each vector, its nearest centre. */
  readonly assignments: Int32Array;
  /** After each iteration: the sum of the inner products with the nearest centres, or of the squared distances to them. */
  readonly objective: Float32Array;
}
