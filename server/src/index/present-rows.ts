export interface Rows {
  readonly labels: BigInt64Array;
  /** `labels.length` x dimension. */
  readonly vectors: Float32Array;
}

/** Without the rows that begin with NaN: what was removed since its label was read. */
export function presentRows(labels: BigInt64Array, vectors: Float32Array, dimension: number): Rows {
  const isThere = (row: number) => !Number.isNaN(vectors[row * dimension]!);
  const kept = labels.filter((_, row) => isThere(row));
  if (kept.length === labels.length) return { labels, vectors };
  const rows = new Float32Array(kept.length * dimension);
  let length = 0;
  for (let row = 0; row < labels.length; row++) {
    if (!isThere(row)) continue;
    rows.set(vectors.subarray(row * dimension, (row + 1) * dimension), length);
    length += dimension;
  }
  return { labels: kept, vectors: rows };
}
