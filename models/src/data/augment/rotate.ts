import type { Random } from "../../random.ts";
import type { Pixels } from "../dataset.ts";

/** Turned a little around the middle. */
export interface Rotate {
  readonly op: "rotate";
  /** The largest angle, to either side. */
  readonly degrees: number;
  /** What comes in from outside, 0 (the default) to 255. */
  readonly fill?: number;
}

/** Every angle from `-degrees` to `degrees` as likely; bilinear. */
export function rotate(picture: Pixels, random: Random, { degrees, fill = 0 }: Rotate): Pixels {
  const angle = (degrees * (2 * random.uniform() - 1) * Math.PI) / 180;
  return angle === 0 ? picture : rotated(picture, angle, fill);
}

/** Turned clockwise by an angle in radians, in a frame of the same size. */
export function rotated({ data, width, height, channels }: Pixels, angle: number, fill: number): Pixels {
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const [middleX, middleY] = [(width - 1) / 2, (height - 1) / 2];
  const result = new Uint8Array(width * height * channels);
  const at = (x: number, y: number, c: number) =>
    x >= 0 && x < width && y >= 0 && y < height ? data[(y * width + x) * channels + c]! : fill;
  const stride = width * channels;
  for (let y = 0, to = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      // Where this pixel comes from: turned back, counter-clockwise with y downwards.
      const fromX = cos * (x - middleX) + sin * (y - middleY) + middleX;
      const fromY = cos * (y - middleY) - sin * (x - middleX) + middleY;
      const [left, top] = [Math.floor(fromX), Math.floor(fromY)];
      const [fx, fy] = [fromX - left, fromY - top];
      if (left < -1 || top < -1 || left >= width || top >= height) {
        for (let c = 0; c < channels; c++) result[to++] = fill;
        continue;
      }
      const inside = left >= 0 && top >= 0 && left + 1 < width && top + 1 < height;
      for (let c = 0; c < channels; c++) {
        const from = (top * width + left) * channels + c;
        const [nw, ne, sw, se] = inside
          ? [data[from]!, data[from + channels]!, data[from + stride]!, data[from + stride + channels]!]
          : [at(left, top, c), at(left + 1, top, c), at(left, top + 1, c), at(left + 1, top + 1, c)];
        const upper = nw + (ne - nw) * fx;
        result[to++] = upper + (sw + (se - sw) * fx - upper) * fy + 0.5;
      }
    }
  }
  return { data: result, width, height, channels };
}
