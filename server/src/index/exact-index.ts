import type { VectorIndex } from "./port.ts";

/** An index that compares with every vector, and gives back what it holds. */
export interface ExactIndex extends VectorIndex {
  /** Ascending. */
  labels(): Promise<BigInt64Array>;
  /** `labels.length` x dimension, NaN for those that are not there. */
  vectors(labels: BigInt64Array): Promise<Float32Array>;
}

export type CreateExactIndex = (options: { readonly dimension: number }) => ExactIndex;
