import type { Matrix } from "../matrix.ts";
import { gather } from "./gather.ts";
import { mirror } from "./mirror.ts";
import { type Geometry, type Pairwise, pairwise } from "./pairwise.ts";
import type { UnitRows } from "./unit-rows.ts";

/**
 * The Euclidean distance between each row of the batch and each of the reference (or of the batch itself), all of them
 * of length one. It is a sum of squared differences and not 2 - 2 cos, which loses the digits of rows close together.
 */
export function euclidean(batch: Matrix, reference?: Matrix): Pairwise {
  return pairwise(geometry, batch, reference);
}

const geometry: Geometry = { values, weights, pull };

/** Two rows by four at a time, as for the cosines. */
function values(a: UnitRows, b: UnitRows): Float64Array {
  const { units: x, columns: size } = a;
  const { units: y, rows: width } = b;
  const out = new Float64Array(a.rows * width);
  for (let i = 0; i < a.rows; i += 2) {
    const i1 = Math.min(i + 1, a.rows - 1);
    const x0 = i * size;
    const x1 = i1 * size;
    for (let j = a === b ? i - (i % 4) : 0; j < width; j += 4) {
      const j1 = Math.min(j + 1, width - 1);
      const j2 = Math.min(j + 2, width - 1);
      const j3 = Math.min(j + 3, width - 1);
      const y0 = j * size;
      const y1 = j1 * size;
      const y2 = j2 * size;
      const y3 = j3 * size;
      let s00 = 0;
      let s01 = 0;
      let s02 = 0;
      let s03 = 0;
      let s10 = 0;
      let s11 = 0;
      let s12 = 0;
      let s13 = 0;
      for (let k = 0; k < size; k++) {
        const p = x[x0 + k]!;
        const q = x[x1 + k]!;
        const u0 = y[y0 + k]!;
        const u1 = y[y1 + k]!;
        const u2 = y[y2 + k]!;
        const u3 = y[y3 + k]!;
        s00 += (p - u0) * (p - u0);
        s01 += (p - u1) * (p - u1);
        s02 += (p - u2) * (p - u2);
        s03 += (p - u3) * (p - u3);
        s10 += (q - u0) * (q - u0);
        s11 += (q - u1) * (q - u1);
        s12 += (q - u2) * (q - u2);
        s13 += (q - u3) * (q - u3);
      }
      out[i * width + j] = Math.sqrt(s00);
      out[i * width + j1] = Math.sqrt(s01);
      out[i * width + j2] = Math.sqrt(s02);
      out[i * width + j3] = Math.sqrt(s03);
      out[i1 * width + j] = Math.sqrt(s10);
      out[i1 * width + j1] = Math.sqrt(s11);
      out[i1 * width + j2] = Math.sqrt(s12);
      out[i1 * width + j3] = Math.sqrt(s13);
    }
  }
  return a === b ? mirror(out, width) : out;
}

/** dd/du = (u - v) / d; rows that lie on each other pull nowhere. */
function weights(slopes: Float64Array, values: Float64Array): Float64Array {
  return slopes.map((slope, at) => (values[at] === 0 ? 0 : slope / values[at]!));
}

/** The weighted sum of the differences, each taken before it is added, so that none of its digits is lost. */
function pull(weights: Float64Array, a: UnitRows, b: UnitRows): Float64Array {
  const { units: x } = a;
  const { units: y, columns: size, rows: width } = b;
  const out = new Float64Array(a.rows * size);
  const others = new Int32Array(width + 3);
  const factors = new Float64Array(width + 3);
  for (let i = 0; i < a.rows; i++) {
    const count = gather(weights, i * width, width, others, factors);
    const at = i * size;
    for (let n = 0; n < count; n += 4) {
      const y0 = others[n]! * size;
      const y1 = others[n + 1]! * size;
      const y2 = others[n + 2]! * size;
      const y3 = others[n + 3]! * size;
      const w0 = factors[n]!;
      const w1 = factors[n + 1]!;
      const w2 = factors[n + 2]!;
      const w3 = factors[n + 3]!;
      for (let k = 0; k < size; k++) {
        const u = x[at + k]!;
        out[at + k]! +=
          w0 * (u - y[y0 + k]!) + w1 * (u - y[y1 + k]!) + (w2 * (u - y[y2 + k]!) + w3 * (u - y[y3 + k]!));
      }
    }
  }
  return out;
}
