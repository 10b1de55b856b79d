import { matrix } from "../matrix.ts";
import type { Batch } from "../losses/loss.ts";

/** Embeddings of the last steps with their classes: the cross-batch memory of Wang 2020, section 3.2. */
export interface EmbeddingRing {
  readonly embeddings: Float32Array;
  readonly labels: Int32Array;
  readonly dimension: number;
  /** Where the next row goes. */
  next: number;
  /** Rows that are written. */
  filled: number;
}

export function embeddingRing(size: number, dimension: number): EmbeddingRing {
  if (!(Number.isInteger(size) && size > 0)) throw new RangeError(`a memory has at least one row, not ${size}`);
  return { embeddings: new Float32Array(size * dimension), labels: new Int32Array(size), dimension, next: 0, filled: 0 };
}

/** The newest rows take the place of the oldest. */
export function remember(ring: EmbeddingRing, { embeddings, labels }: Batch): void {
  const size = ring.labels.length;
  for (let row = 0; row < labels.length; row++) {
    const values = embeddings.data.subarray(row * ring.dimension, (row + 1) * ring.dimension);
    ring.embeddings.set(values, ring.next * ring.dimension);
    ring.labels[ring.next] = labels[row]!;
    ring.next = (ring.next + 1) % size;
    ring.filled = Math.min(size, ring.filled + 1);
  }
}

/** What is remembered, or nothing yet. The order of rows is that of the ring. */
export function remembered({ embeddings, labels, dimension, filled }: EmbeddingRing): Batch | undefined {
  if (filled === 0) return undefined;
  const rows = Float64Array.from(embeddings.subarray(0, filled * dimension));
  return { embeddings: matrix(rows, filled, dimension), labels: labels.subarray(0, filled) };
}
