import type { UnitVector } from "@likeness/sdk/core";

export interface Hit {
  readonly label: number;
  /** Cosine, as everywhere. */
  readonly score: number;
}

export interface Found {
  /** Best first, equals in the order of their labels. */
  readonly hits: readonly Hit[];
  /** How many vectors the probe was compared with, in whatever way. */
  readonly compared: number;
}

export interface SearchOptions {
  /** Search these labels alone, each once, in ascending order; those that are not there are passed over. */
  readonly scope?: BigInt64Array | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** What an operator is told of an index. */
export interface IndexStatus {
  /** Vectors. */
  readonly size: number;
  /** Of memory, without what every process has. */
  readonly bytes: number;
  /** How it searches, in words: `exact, int8 then float32`, `IVF4096 …`. */
  readonly kind: string;
  /** Whether an answer is what comparing with every vector would give: [IDX2]. */
  readonly exact: boolean;
}

/**
 * Vectors by label, searched by cosine. Derived from the store and lost with the process: [IDX1].
 *
 * Drivers are held to `indexContract`. Calls take effect in the order they are made; a search sees every change that was
 * answered before it began.
 */
export interface VectorIndex {
  readonly status: IndexStatus;
  /**
   * Labels must be new to the index, integers from 1 to 2^53-1; all of them are added or none.
   *
   * @param vectors `labels.length` x dimension, each of length 1
   */
  add(labels: BigInt64Array, vectors: Float32Array): Promise<void>;
  /** Labels that are not there are passed over. What is removed is overwritten: [STO7]. */
  remove(labels: BigInt64Array): Promise<void>;
  /**
   * The `k` nearest; all there are if there are fewer. With a scope the answer is exact, whatever the index: [FIL1].
   *
   * @throws the signal's reason
   */
  search(probe: UnitVector, k: number, options?: SearchOptions): Promise<Found>;
  close(): void;
}

export type CreateIndex = (options: { readonly dimension: number }) => VectorIndex;
