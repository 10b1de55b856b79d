import type { Pixels } from "../pixels.ts";
import { cut } from "./part.ts";
import { resizeTo } from "./resize.ts";

/** A drawing on 0 in the middle of a square picture and as large as fits, whatever its place and size were. */
export interface FitInk {
  readonly op: "fit-ink";
  /** The side of the result. */
  readonly size: number;
  /** What is left free at each side, in parts of the longer side of the drawing; by default 0.1. */
  readonly margin?: number;
  /** A pixel is ink from this value on; by default 128. */
  readonly threshold?: number;
}

/** The proportions of the drawing stay. A picture without ink is resized as it is. */
export function fitInk(picture: Pixels, { size, margin = 0.1, threshold = 128 }: FitInk): Pixels {
  const { data, width, height, channels } = picture;
  let [left, right, top, bottom] = [width, 0, height, 0];
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at += channels) {
      if (data[at]! < threshold) continue;
      left = Math.min(left, x);
      right = Math.max(right, x + 1);
      top = Math.min(top, y);
      bottom = Math.max(bottom, y + 1);
    }
  }
  if (left >= right) return resizeTo(picture, size, size);
  const side = Math.ceil(Math.max(right - left, bottom - top) * (1 + 2 * margin));
  const x = Math.round((left + right - side) / 2);
  const y = Math.round((top + bottom - side) / 2);
  return resizeTo(cut(picture, { x, y, width: side, height: side }), size, size);
}
