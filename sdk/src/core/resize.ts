import type { Size } from "./picture.ts";

/**
 * Resizes a picture of bytes, its channels side by side, by a triangle filter, which is as wide as a pixel of the smaller
 * picture, so that nothing aliases when a picture is shrunk (what PIL calls bilinear; PyTorch, with `antialias`).
 * Networks are trained and served on what this gives, so that both see the same bytes.
 */
export function resizeBytes(bytes: Uint8Array, from: Size, to: Size, channels = 1): Uint8Array {
  if (from.width === to.width && from.height === to.height) return bytes;
  const stride = to.width * channels;
  const across = taps(from.width, to.width);
  const down = taps(from.height, to.height);
  const rows = new Float32Array(stride * from.height);
  for (let y = 0, at = 0; y < from.height; y++) {
    const row = y * from.width;
    for (const { first, weights } of across) {
      for (let c = 0; c < channels; c++) {
        let sum = 0;
        for (let k = 0; k < weights.length; k++) sum += weights[k]! * bytes[(row + first + k) * channels + c]!;
        rows[at++] = sum;
      }
    }
  }
  const result = new Uint8Array(stride * to.height);
  for (let y = 0, at = 0; y < to.height; y++) {
    const { first, weights } = down[y]!;
    for (let i = 0; i < stride; i++) {
      let sum = 0;
      for (let k = 0; k < weights.length; k++) sum += weights[k]! * rows[(first + k) * stride + i]!;
      result[at++] = Math.round(sum);
    }
  }
  return result;
}

/** The pixels of the old line that a pixel of the new one is made of, and how much of each. */
interface Tap {
  readonly first: number;
  readonly weights: Float64Array;
}

function taps(from: number, to: number): Tap[] {
  const scale = from / to;
  const reach = Math.max(scale, 1);
  return Array.from({ length: to }, (_, i) => {
    const centre = (i + 0.5) * scale;
    // Pixels whose middle lies under the triangle, and inside the line.
    const first = Math.max(0, Math.ceil(centre - reach - 0.5));
    const last = Math.min(from - 1, Math.floor(centre + reach - 0.5));
    const shares = Float64Array.from(
      { length: last - first + 1 },
      (_, k) => 1 - Math.abs(first + k + 0.5 - centre) / reach,
    );
    const sum = shares.reduce((a, b) => a + b, 0);
    return { first, weights: shares.map((share) => share / sum) };
  });
}
