import type { Random } from "../../random.ts";
import type { Pixels } from "../pixels.ts";
import { bordered, intoFrame, pixelAt } from "./bordered.ts";
import { smoothField } from "./smooth-field.ts";

/** As another hand would have drawn it: turned, scaled, sheared, shifted and bent a little, all at once. */
export interface Warp {
  readonly op: "warp";
  /** The largest angle, to either side; by default 0. */
  readonly degrees?: number;
  /** Width and height, each by a factor from e^-scale to e^scale; by default 0. */
  readonly scale?: number;
  /** The largest slant, to either side: sideways by height; by default 0. */
  readonly shear?: number;
  /** The largest shift in each direction, in parts of the side; by default 0. */
  readonly shift?: number;
  /** How far parts of the picture move against each other: the deviation in parts of the side; by default 0. */
  readonly bend?: number;
  /** What comes in from outside, 0 (the default) to 255. */
  readonly fill?: number;
}

/** The bending is Simard 2003's elastic distortion, section 2; its field is smooth over a quarter of the picture. */
export function warp(picture: Pixels, random: Random, options: Warp): Pixels {
  const { degrees = 0, scale = 0, shear = 0, shift = 0, bend = 0, fill = 0 } = options;
  const { width, height, channels } = picture;
  const within = (most: number) => most * (2 * random.uniform() - 1);
  const angle = (within(degrees) * Math.PI) / 180;
  const [scaleX, scaleY] = [Math.exp(within(scale)), Math.exp(within(scale))];
  const [cos, sin, slant] = [Math.cos(angle), Math.sin(angle), within(shear)];
  const [middleX, middleY] = [(width - 1) / 2, (height - 1) / 2];
  const [fromMiddleX, fromMiddleY] = [middleX + within(shift) * width, middleY + within(shift) * height];
  const bends = bend === 0 ? undefined : [smoothField(width, height, random), smoothField(width, height, random)];

  const source = bordered(picture, fill);
  const result = new Uint8Array(width * height * channels);
  for (let y = 0, to = 0; y < height; y++) {
    for (let x = 0; x < width; x++, to += channels) {
      // Where this pixel comes from.
      const [across, down] = [x - middleX, y - middleY];
      let fromX = fromMiddleX + scaleX * cos * across + (slant - sin) * down;
      let fromY = fromMiddleY + sin * across + scaleY * cos * down;
      if (bends) {
        fromX += bend * width * bends[0]![y * width + x]!;
        fromY += bend * height * bends[1]![y * width + x]!;
      }
      fromX = intoFrame(fromX, width);
      fromY = intoFrame(fromY, height);
      pixelAt(source, channels, fromX, fromY, result, to);
    }
  }
  return { data: result, width, height, channels };
}
