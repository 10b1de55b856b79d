import { Problem } from "./problem.ts";

declare const unit: unique symbol;

/** A finite vector of Euclidean length 1. Only {@link normalize} makes one. */
export type UnitVector = Float32Array & { readonly [unit]: true };

/**
 * Scales a vector to length 1.
 *
 * @throws Problem `template_not_finite`, `template_zero`
 */
export function normalize(values: ArrayLike<number>): UnitVector {
  let squares = 0;
  for (let i = 0; i < values.length; i++) squares += values[i]! * values[i]!;
  if (!Number.isFinite(squares)) throw new Problem("template_not_finite", whichIsNotFinite(values));
  // Below this the direction is rounding noise of float32, not a likeness.
  if (squares < 1e-24) throw new Problem("template_zero");
  const scale = 1 / Math.sqrt(squares);
  const result = new Float32Array(values.length);
  for (let i = 0; i < values.length; i++) result[i] = values[i]! * scale;
  return result as UnitVector;
}

function whichIsNotFinite(values: ArrayLike<number>): string {
  for (let i = 0; i < values.length; i++) {
    if (!Number.isFinite(values[i])) return `value ${i} of ${values.length} is ${values[i]}`;
  }
  return "the values are too large for their squares to be summed";
}

/** A unit vector at rest: little-endian float32, exactly the bits it has in memory. */
export function vectorToBytes(vector: UnitVector): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(vector.length * 4);
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < vector.length; i++) view.setFloat32(i * 4, vector[i]!, true);
  return bytes;
}

/**
 * Reads what {@link vectorToBytes} wrote, bit for bit, so that a score is the same after a restart.
 *
 * @throws RangeError if the bytes are not those of a unit vector: then what kept them has lost some
 */
export function vectorFromBytes(bytes: Uint8Array): UnitVector {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const vector = new Float32Array(bytes.length >> 2);
  let squares = 0;
  for (let i = 0; i < vector.length; i++) {
    const value = view.getFloat32(i * 4, true);
    vector[i] = value;
    squares += value * value;
  }
  if (bytes.length % 4 !== 0 || !(Math.abs(squares - 1) < 1e-4)) {
    throw new RangeError("the stored bytes are not those of a unit vector");
  }
  return vector as UnitVector;
}

/** The comparison score everywhere in Likeness: the cosine of two templates, -1 to 1. */
export function cosine(a: UnitVector, b: UnitVector): number {
  if (a.length !== b.length) throw new RangeError(`vectors of ${a.length} and ${b.length} values`);
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}
