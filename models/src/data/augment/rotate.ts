import type { Random } from "../../random.ts";
import type { Pixels } from "../pixels.ts";
import { bordered, intoFrame, pixelAt } from "./bordered.ts";

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
export function rotated(picture: Pixels, angle: number, fill: number): Pixels {
  const { width, height, channels } = picture;
  const source = bordered(picture, fill);
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const [middleX, middleY] = [(width - 1) / 2, (height - 1) / 2];
  const result = new Uint8Array(width * height * channels);
  for (let y = 0, to = 0; y < height; y++) {
    for (let x = 0; x < width; x++, to += channels) {
      // Where this pixel comes from: turned back, counter-clockwise with y downwards; in the border at the furthest.
      const fromX = intoFrame(cos * (x - middleX) + sin * (y - middleY) + middleX, width);
      const fromY = intoFrame(cos * (y - middleY) - sin * (x - middleX) + middleY, height);
      pixelAt(source, channels, fromX, fromY, result, to);
    }
  }
  return { data: result, width, height, channels };
}
