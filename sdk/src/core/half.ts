// IEEE 754 binary16. Float16Array is not in every engine the SDK runs on (Hermes, older Safari).

const single = new Float32Array(1);
const bits = new Uint32Array(single.buffer);

/** A number to the nearest half-precision bit pattern, ties to even. */
export function toHalf(value: number): number {
  single[0] = value;
  const word = bits[0]!;
  const sign = (word >>> 16) & 0x8000;
  const magnitude = word & 0x7fffffff;
  if (magnitude > 0x7f800000) return sign | 0x7e00; // NaN
  if (magnitude >= 0x47800000) return sign | 0x7c00; // 65536 and up, and infinity
  if (magnitude < 0x33000001) return sign; // at most half of the smallest subnormal
  if (magnitude < 0x38800000) {
    // Subnormal: count in steps of 2^-24. Multiplying by a power of two is exact.
    return sign | roundHalfToEven(Math.abs(value) * 2 ** 24);
  }
  // Normal: move the exponent's bias from 127 to 15; a carry from rounding may reach the exponent, as it should.
  const shifted = magnitude - 0x38000000;
  return sign | ((shifted + 0x0fff + ((shifted >>> 13) & 1)) >>> 13);
}

/** A half-precision bit pattern to the number it stands for. */
export function fromHalf(half: number): number {
  const sign = half & 0x8000 ? -1 : 1;
  const exponent = (half >>> 10) & 0x1f;
  const fraction = half & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 0x1f) return fraction ? NaN : sign * Infinity;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

function roundHalfToEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  if (rest !== 0.5) return rest < 0.5 ? floor : floor + 1;
  return floor % 2 === 0 ? floor : floor + 1;
}
