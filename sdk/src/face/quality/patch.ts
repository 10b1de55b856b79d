import type { Point } from "../../core/index.ts";
import type { Luminance } from "./luminance.ts";

/** How a part of a face is drawn between two of its points. */
export interface PatchShape {
  readonly width: number;
  readonly height: number;
  /** The two points lie on the middle line, this many pixels from the sides. */
  readonly margin: number;
}

/**
 * A part of a chip, row by row, through the similarity that puts two points where the shape has them.
 *
 * @param down -1 draws it upside down: with the points the other way round, that is its mirror image
 */
export function patchAt(
  chip: Luminance,
  from: Point,
  to: Point,
  { width, height, margin }: PatchShape,
  down: 1 | -1 = 1,
): Float32Array {
  const length = width - 1 - 2 * margin;
  const [dx, dy] = [(to.x - from.x) / length, (to.y - from.y) / length];
  const patch = new Float32Array(width * height);
  for (let row = 0, at = 0; row < height; row++) {
    const across = (row - (height - 1) / 2) * down;
    for (let column = 0; column < width; column++, at++) {
      const along = column - margin;
      patch[at] = sample(chip, from.x + along * dx - across * dy, from.y + along * dy + across * dx);
    }
  }
  return patch;
}

/** Bilinear; beyond the edge, what is at the edge. */
function sample({ width, height, data }: Luminance, x: number, y: number): number {
  const clampedX = Math.min(width - 1, Math.max(0, x));
  const clampedY = Math.min(height - 1, Math.max(0, y));
  const [left, top] = [Math.min(width - 2, Math.floor(clampedX)), Math.min(height - 2, Math.floor(clampedY))];
  const [fx, fy] = [clampedX - left, clampedY - top];
  const at = top * width + left;
  const upper = data[at]! * (1 - fx) + data[at + 1]! * fx;
  const lower = data[at + width]! * (1 - fx) + data[at + width + 1]! * fx;
  return upper * (1 - fy) + lower * fy;
}
