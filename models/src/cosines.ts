import { type Matrix, rowOf } from "./matrix.ts";

/** The cosine of two rows. */
export function cosinesOf(embeddings: Matrix): (i: number, j: number) => number {
  const lengths = Float64Array.from(
    { length: embeddings.rows },
    (_, row) => Math.hypot(...rowOf(embeddings, row)) || 1,
  );
  const { data, columns } = embeddings;
  return (i, j) => {
    let product = 0;
    for (let c = 0; c < columns; c++) product += data[i * columns + c]! * data[j * columns + c]!;
    return product / (lengths[i]! * lengths[j]!);
  };
}
