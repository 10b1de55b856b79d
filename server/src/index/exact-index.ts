import type { VectorIndex } from "./port.ts";

/** An index that compares with every vector, and gives back what it holds. */
export interface ExactIndex extends VectorIndex {
  /** 1 for each label that is there, else 0. */
  has(labels: BigInt64Array): Promise<Uint8Array>;
  /** Ascending. */
  labels(): Promise<BigInt64Array>;
  /** `labels.length` x dimension, NaN for those that are not there. */
  vectors(labels: BigInt64Array): Promise<Float32Array>;
}

export type CreateExactIndex = (options: { readonly dimension: number }) => ExactIndex;
