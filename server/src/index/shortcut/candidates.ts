import type { UnitVector } from "@likeness/sdk/core";

/**
 * A quick way to the vectors that may be the nearest: what it names is compared in full, what it misses is missed. It
 * follows the exact index that it belongs to.
 */
export interface Candidates {
  /** In words: `IVF4096,SQ8, 32 lists`. */
  readonly kind: string;
  readonly bytes: number;
  /** How far it looks, from 1 to `mostEffort`: more finds more, and takes longer. */
  effort: number;
  readonly mostEffort: number;
  /** Labels must be new. */
  add(labels: BigInt64Array, vectors: Float32Array): Promise<void>;
  remove(labels: BigInt64Array): Promise<void>;
  /** @returns labels in ascending order, each once; and how many vectors were looked at */
  near(probe: UnitVector, many: number): Promise<{ readonly labels: BigInt64Array; readonly compared: number }>;
  close(): void;
}

export interface CandidatesOptions {
  readonly dimension: number;
  /** For Faiss. */
  readonly factory: string;
  /** What it learns from, vector after vector. */
  readonly training: Float32Array;
  readonly signal?: AbortSignal | undefined;
}

export type CreateCandidates = (options: CandidatesOptions) => Promise<Candidates>;
