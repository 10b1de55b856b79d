import { Problem } from "../core/index.ts";

/** Pixels. A 50-megapixel camera's picture passes; a small file that unfolds to gigabytes does not. */
export const mostPixels = 64_000_000;

/** @throws Problem `picture_too_large` */
export function checkSize(width: number, height: number): void {
  if (width * height > mostPixels) {
    throw new Problem("picture_too_large", `${width} x ${height}; at most ${mostPixels / 1e6} megapixels`);
  }
}
