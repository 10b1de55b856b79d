import type { UnitVector } from "@likeness/sdk/core";

export interface Hit {
  readonly label: number;
  /** Cosine, as everywhere. */
  readonly score: number;
}

/**
 * Vectors by label, searched by cosine. Derived from the store and lost with the process.
 *
 * Drivers are held to `indexContract`. Calls take effect in the order they are made; a search sees every
 * change that was answered before it began.
 */
export interface VectorIndex {
  readonly size: number;
  /** Labels must be new to the index. */
  add(entries: readonly { label: number; vector: UnitVector }[]): Promise<void>;
  /** Labels that are not there are passed over. */
  remove(labels: readonly number[]): Promise<void>;
  /** The `k` nearest, best first; all there are if there are fewer. */
  search(probe: UnitVector, k: number): Promise<Hit[]>;
  close(): void;
}

export type CreateIndex = (options: { dimension: number }) => VectorIndex;
