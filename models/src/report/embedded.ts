import type { Dataset } from "../data/dataset.ts";
import type { Matrix } from "../matrix.ts";

/** Pictures with their embeddings: row i is of picture i. */
export interface Embedded {
  readonly dataset: Dataset;
  readonly embeddings: Matrix<Float32Array>;
}
