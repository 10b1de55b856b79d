import type { Similarity, Size } from "../../core/index.ts";
import type { Planes } from "./planes.ts";
import type { Level } from "./pyramid.ts";

/**
 * Draws one part of a level, from RGBA to planes of numbers in one pass: bilinear, and what lies outside is black.
 * `back` takes the part's pixels to the level's.
 */
export function draw(level: Level, back: Similarity, size: Size, planes: Planes): void {
  const isWhole = back.a === 1 && back.b === 0 && Number.isInteger(back.dx) && Number.isInteger(back.dy);
  if (isWhole) drawWhole(level, back, size, planes);
  else drawBetween(level, back, size, planes);
}

/** Pixel for pixel: a detector's view of a video, which has that size after one halving or two. */
function drawWhole(level: Level, { dx, dy }: Similarity, size: Size, planes: Planes): void {
  const { data, scale, red, green, blue } = planes;
  for (let y = 0, to = 0; y < size.height; y++) {
    for (let x = 0; x < size.width; x++, to++) {
      const p = pixelAt(level, x + dx, y + dy);
      data[red.at + to] = (p & 255) * scale + red.bias;
      data[green.at + to] = ((p >> 8) & 255) * scale + green.bias;
      data[blue.at + to] = ((p >> 16) & 255) * scale + blue.bias;
    }
  }
}

function drawBetween(level: Level, { a, b, dx, dy }: Similarity, size: Size, planes: Planes): void {
  const { pixels, width } = level;
  // Into names of their own: looked up in the loop, they would take a tenth of its time.
  const { data, scale, red, green, blue } = planes;
  const { at: redAt, bias: redBias } = red;
  const { at: greenAt, bias: greenBias } = green;
  const { at: blueAt, bias: blueBias } = blue;
  const right = width - 1;
  const bottom = level.height - 1;
  for (let y = 0, to = 0; y < size.height; y++) {
    const rowX = dx - b * y;
    const rowY = dy + a * y;
    for (let x = 0; x < size.width; x++, to++) {
      const sx = rowX + a * x;
      const sy = rowY + b * x;
      let x0: number, y0: number, p: number, q: number, r: number, s: number;
      if (sx >= 0 && sy >= 0 && sx < right && sy < bottom) {
        x0 = sx | 0;
        y0 = sy | 0;
        const at = y0 * width + x0;
        p = pixels[at]!;
        q = pixels[at + 1]!;
        r = pixels[at + width]!;
        s = pixels[at + width + 1]!;
      } else {
        x0 = Math.floor(sx);
        y0 = Math.floor(sy);
        p = pixelAt(level, x0, y0);
        q = pixelAt(level, x0 + 1, y0);
        r = pixelAt(level, x0, y0 + 1);
        s = pixelAt(level, x0 + 1, y0 + 1);
      }
      const fx = sx - x0;
      const fy = sy - y0;
      // The shares of the four, already scaled.
      const lower = fy * scale;
      const upper = scale - lower;
      const ws = fx * lower;
      const wr = lower - ws;
      const wq = fx * upper;
      const wp = upper - wq;
      data[redAt + to] = (p & 255) * wp + (q & 255) * wq + (r & 255) * wr + (s & 255) * ws + redBias;
      data[greenAt + to] =
        ((p >> 8) & 255) * wp + ((q >> 8) & 255) * wq + ((r >> 8) & 255) * wr + ((s >> 8) & 255) * ws + greenBias;
      data[blueAt + to] =
        ((p >> 16) & 255) * wp + ((q >> 16) & 255) * wq + ((r >> 16) & 255) * wr + ((s >> 16) & 255) * ws + blueBias;
    }
  }
}

/** Black where there is none. */
function pixelAt({ pixels, width, height }: Level, x: number, y: number): number {
  return x >= 0 && y >= 0 && x < width && y < height ? pixels[y * width + x]! : 0;
}
