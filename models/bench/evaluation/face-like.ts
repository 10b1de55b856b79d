import { matrix, type Matrix } from "../../src/matrix.ts";
import { seeded } from "../../src/random.ts";

export interface FaceLike {
  readonly embeddings: Matrix<Float32Array>;
  readonly labels: Int32Array;
}

/**
 * Vectors as a face model gives them: each identity has a direction of its own, and each picture leaves it by as much
 * as the picture is bad, from a little to so far that it is lost among others.
 */
export function faceLike({ rows, columns, identities }: { rows: number; columns: number; identities: number }): FaceLike {
  const random = seeded(4, rows, columns, identities);
  const centres = Float32Array.from({ length: identities * columns }, () => random.normal());
  const data = new Float32Array(rows * columns);
  const labels = Int32Array.from({ length: rows }, (_, row) => row % identities);
  for (let row = 0; row < rows; row++) {
    const noise = 0.6 + 2.6 * random.uniform();
    const centre = labels[row]! * columns;
    for (let i = 0; i < columns; i++) data[row * columns + i] = centres[centre + i]! + noise * random.normal();
  }
  return { embeddings: matrix(data, rows, columns), labels };
}
