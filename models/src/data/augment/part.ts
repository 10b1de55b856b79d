import type { Pixels } from "../pixels.ts";

/** A rectangle in whole pixels. */
export interface Part {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A part of the picture, each pixel as it was; what lies outside is `fill`. */
export function cut(picture: Pixels, { x, y, width, height }: Part, fill = 0): Pixels {
  const { data, channels } = picture;
  if (x === 0 && y === 0 && width === picture.width && height === picture.height) return picture;
  const result = new Uint8Array(width * height * channels);
  if (fill !== 0) result.fill(fill);
  const [left, right] = [Math.max(x, 0), Math.min(x + width, picture.width)];
  const [top, bottom] = [Math.max(y, 0), Math.min(y + height, picture.height)];
  if (left >= right) return { data: result, width, height, channels };
  for (let row = top; row < bottom; row++) {
    const from = (row * picture.width + left) * channels;
    const to = ((row - y) * width + left - x) * channels;
    result.set(data.subarray(from, from + (right - left) * channels), to);
  }
  return { data: result, width, height, channels };
}
