import type { Random } from "../../random.ts";

/** Pieces of the spline along each side. */
const pieces = 4;
const knots = pieces + 3;

/**
 * A number for each pixel, row by row, of which neighbours are alike: a uniform cubic B-spline over a net of normal
 * numbers, scaled to a deviation of about 1.
 */
export function smoothField(width: number, height: number, random: Random): Float32Array {
  const net = Float64Array.from({ length: knots * knots }, () => random.normal());
  const [across, down] = [weights(width), weights(height)];
  const field = new Float32Array(width * height);
  const row = new Float64Array(knots);
  for (let y = 0, to = 0; y < height; y++) {
    const { first, parts } = down[y]!;
    for (let k = 0; k < knots; k++) {
      row[k] = parts.reduce((sum, part, i) => sum + part * net[(first + i) * knots + k]!, 0);
    }
    for (let x = 0; x < width; x++, to++) {
      const { first, parts } = across[x]!;
      field[to] =
        (parts[0] * row[first]! + parts[1] * row[first + 1]! + parts[2] * row[first + 2]! + parts[3] * row[first + 3]!) /
        meanDeviation;
    }
  }
  return field;
}

interface Weights {
  /** The first of the four knots that count. */
  readonly first: number;
  readonly parts: readonly [number, number, number, number];
}

function weights(side: number): readonly Weights[] {
  return Array.from({ length: side }, (_, pixel) => {
    const place = ((pixel + 0.5) / side) * pieces;
    const first = Math.floor(place);
    return { first, parts: basis(place - first) };
  });
}

/** De Boor 1978: the four pieces of the uniform cubic B-spline. */
function basis(t: number): Weights["parts"] {
  const [t2, t3] = [t * t, t * t * t];
  return [(1 - t) ** 3 / 6, (3 * t3 - 6 * t2 + 4) / 6, (-3 * t3 + 3 * t2 + 3 * t + 1) / 6, t3 / 6];
}

/** Of a product of two splines over normal numbers, in the mean over a piece: the integral of the squared parts. */
const meanDeviation = 151 / 315;
