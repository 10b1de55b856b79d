import type { Size } from "./preprocess/preprocessor.ts";

/**
 * Resizes one channel of bytes by a triangle filter, which is as wide as a pixel of the smaller picture, so that
 * nothing aliases when a picture is shrunk (what PIL calls bilinear). It rounds where the training of a network does,
 * for both see the same bytes then.
 */
export function resizeChannel(channel: Uint8Array, from: Size, to: Size): Uint8Array {
  if (from.width === to.width && from.height === to.height) return channel;
  const across = taps(from.width, to.width);
  const down = taps(from.height, to.height);
  const rows = new Float32Array(to.width * from.height);
  for (let y = 0, at = 0; y < from.height; y++) {
    const row = y * from.width;
    for (const { first, weights } of across) {
      let sum = 0;
      for (let k = 0; k < weights.length; k++) sum += weights[k]! * channel[row + first + k]!;
      rows[at++] = sum;
    }
  }
  const result = new Uint8Array(to.width * to.height);
  for (let y = 0, at = 0; y < to.height; y++) {
    const { first, weights } = down[y]!;
    for (let x = 0; x < to.width; x++) {
      let sum = 0;
      for (let k = 0; k < weights.length; k++) sum += weights[k]! * rows[(first + k) * to.width + x]!;
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
