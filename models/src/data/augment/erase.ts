import type { Random } from "../../random.ts";
import type { Pixels } from "../pixels.ts";

/** A rectangle that is filled over. */
export interface Erase {
  readonly op: "erase";
  /** By default 0.5. */
  readonly probability?: number;
  /** Least and largest part of the picture's area; by default 0.02 and 0.4. */
  readonly area?: readonly [number, number];
  /** Least and largest height over width; by default 0.3 and 1 / 0.3. */
  readonly ratio?: readonly [number, number];
  /** A byte for every value, or `noise`, the default: a byte by chance for each. */
  readonly fill?: number | "noise";
}

/** Rectangles that do not fit are drawn again, but not for ever. */
const tries = 100;

/**
 * Random erasing (Zhong 2020, algorithm 1, with its defaults): area and ratio are drawn evenly, until the rectangle
 * lies in the picture.
 */
export function erase(picture: Pixels, random: Random, step: Erase): Pixels {
  const { probability = 0.5, area = [0.02, 0.4], ratio = [0.3, 1 / 0.3], fill = "noise" } = step;
  if (random.uniform() >= probability) return picture;
  const { data, width, height, channels } = picture;
  for (let n = 0; n < tries; n++) {
    const pixels = between(random, area) * width * height;
    const shape = between(random, ratio);
    const [h, w] = [Math.round(Math.sqrt(pixels * shape)), Math.round(Math.sqrt(pixels / shape))];
    if (w === 0 || h === 0 || w >= width || h >= height) continue;
    const [x, y] = [random.integer(width - w + 1), random.integer(height - h + 1)];
    const result = Uint8Array.from(data);
    for (let row = y; row < y + h; row++) {
      const from = (row * width + x) * channels;
      const to = from + w * channels;
      if (fill === "noise") for (let i = from; i < to; i++) result[i] = random.integer(256);
      else result.fill(fill, from, to);
    }
    return { data: result, width, height, channels };
  }
  return picture;
}

function between(random: Random, [low, high]: readonly [number, number]): number {
  return low + (high - low) * random.uniform();
}
