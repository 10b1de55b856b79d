import type { Pixels } from "../pixels.ts";

/** To a size, or so that the shorter side gets its length and the other follows. */
export type Resize =
  | { readonly op: "resize"; readonly width: number; readonly height: number }
  | { readonly op: "resize"; readonly shortSide: number };

/**
 * Resizes by a triangle filter, which is as wide as a pixel of the smaller picture, so that nothing aliases when a
 * picture is shrunk (what PIL calls bilinear).
 */
export function resize(picture: Pixels, step: Resize): Pixels {
  if ("width" in step) return resizeTo(picture, step.width, step.height);
  const scale = step.shortSide / Math.min(picture.width, picture.height);
  return resizeTo(picture, Math.round(picture.width * scale), Math.round(picture.height * scale));
}

export function resizeTo(picture: Pixels, width: number, height: number): Pixels {
  if (width === picture.width && height === picture.height) return picture;
  const { data, channels } = picture;
  const across = taps(picture.width, width);
  const down = taps(picture.height, height);
  const rows = new Float32Array(width * picture.height * channels);
  for (let y = 0, to = 0; y < picture.height; y++) {
    const row = y * picture.width;
    for (let x = 0; x < width; x++) {
      const { first, weights } = across[x]!;
      for (let c = 0; c < channels; c++) {
        let sum = 0;
        for (let k = 0; k < weights.length; k++) sum += weights[k]! * data[(row + first + k) * channels + c]!;
        rows[to++] = sum;
      }
    }
  }
  const stride = width * channels;
  const result = new Uint8Array(height * stride);
  for (let y = 0; y < height; y++) {
    const { first, weights } = down[y]!;
    for (let i = 0; i < stride; i++) {
      let sum = 0;
      for (let k = 0; k < weights.length; k++) sum += weights[k]! * rows[(first + k) * stride + i]!;
      result[y * stride + i] = Math.round(sum);
    }
  }
  return { data: result, width, height, channels };
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
    const weights = Float64Array.from(
      { length: last - first + 1 },
      (_, k) => 1 - Math.abs(first + k + 0.5 - centre) / reach,
    );
    const sum = weights.reduce((a, b) => a + b, 0);
    return { first, weights: weights.map((weight) => weight / sum) };
  });
}
