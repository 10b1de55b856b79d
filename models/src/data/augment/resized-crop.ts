import type { Random } from "../../random.ts";
import type { Pixels } from "../pixels.ts";
import { cut, type Part } from "./part.ts";
import { resizeTo } from "./resize.ts";

/** A part of any size and shape at a place by chance, resized. */
export interface ResizedCrop {
  readonly op: "resized-crop";
  readonly width: number;
  readonly height: number;
  /** Least and largest part of the picture's area; by default 0.08 and 1. */
  readonly area?: readonly [number, number];
  /** Least and largest width over height; by default 3 / 4 and 4 / 3. */
  readonly ratio?: readonly [number, number];
}

/**
 * Inception's crop (Szegedy 2015, section 6) as torchvision's `RandomResizedCrop` has it: the area is drawn evenly, the
 * ratio evenly in its logarithm; after ten parts that do not fit, the middle of the picture.
 */
export function resizedCrop(picture: Pixels, random: Random, step: ResizedCrop): Pixels {
  return resizeTo(cut(picture, partOf(picture, random, step)), step.width, step.height);
}

function partOf({ width: w, height: h }: Pixels, random: Random, step: ResizedCrop): Part {
  const { area = [0.08, 1], ratio = [3 / 4, 4 / 3] } = step;
  const [low, high] = ratio.map(Math.log) as [number, number];
  for (let n = 0; n < 10; n++) {
    const pixels = w * h * (area[0] + (area[1] - area[0]) * random.uniform());
    const shape = Math.exp(low + (high - low) * random.uniform());
    const width = Math.round(Math.sqrt(pixels * shape));
    const height = Math.round(Math.sqrt(pixels / shape));
    if (width > 0 && height > 0 && width <= w && height <= h) {
      return { x: random.integer(w - width + 1), y: random.integer(h - height + 1), width, height };
    }
  }
  const width = Math.max(1, w / h > ratio[1] ? Math.round(h * ratio[1]) : w);
  const height = Math.max(1, w / h < ratio[0] ? Math.round(w / ratio[0]) : h);
  return { x: (w - width) >> 1, y: (h - height) >> 1, width, height };
}
