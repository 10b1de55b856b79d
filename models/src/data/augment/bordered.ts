import type { Pixels } from "../pixels.ts";

/** A picture in a frame, so that reading between pixels needs no question at the corners. */
export interface Bordered {
  readonly data: Uint8Array;
  /** Values from one row to the next. */
  readonly stride: number;
}

/** A pixel of `fill` around the picture, two at the right and below: pixel (x, y) lies at (x + 1, y + 1). */
export function bordered({ data, width, height, channels }: Pixels, fill: number): Bordered {
  const stride = (width + 3) * channels;
  const result = new Uint8Array(stride * (height + 3));
  if (fill !== 0) result.fill(fill);
  for (let y = 0; y < height; y++) {
    const row = data.subarray(y * width * channels, (y + 1) * width * channels);
    result.set(row, (y + 1) * stride + channels);
  }
  return { data: result, stride };
}

/** Into the frame, where it is further out. */
export function intoFrame(at: number, side: number): number {
  return at < -1 ? -1 : at > side ? side : at;
}

/** Writes the pixel at a place of the frame to `result`, bilinear between the four around it. */
export function pixelAt(
  { data, stride }: Bordered,
  channels: number,
  x: number,
  y: number,
  result: Uint8Array,
  to: number,
): void {
  const left = Math.floor(x);
  const top = Math.floor(y);
  const fx = x - left;
  const fy = y - top;
  const from = (top + 1) * stride + (left + 1) * channels;
  for (let at = from; at < from + channels; at++) {
    const upper = data[at]! + (data[at + channels]! - data[at]!) * fx;
    const below = at + stride;
    const lower = data[below]! + (data[below + channels]! - data[below]!) * fx;
    result[to + at - from] = upper + (lower - upper) * fy + 0.5;
  }
}
