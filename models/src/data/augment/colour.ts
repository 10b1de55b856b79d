import { luma } from "@likeness/sdk/core";
import type { Random } from "../../random.ts";
import type { Pixels } from "../pixels.ts";

/** Brightness, contrast and saturation, each changed by a factor from `1 - strength` to `1 + strength`. */
export interface Colour {
  readonly op: "colour";
  /** Strengths, from 0 (the default) to 1. */
  readonly brightness?: number;
  readonly contrast?: number;
  readonly saturation?: number;
  /** By default 1. */
  readonly probability?: number;
}

/**
 * Each change mixes the picture with another: brightness with black, contrast with its mean luma, saturation with
 * itself in grey; in an order by chance, rounded to bytes after each (Krizhevsky 2012's jitter as torchvision's
 * `ColorJitter` has it, without hue).
 */
export function colour(picture: Pixels, random: Random, step: Colour): Pixels {
  const { brightness = 0, contrast = 0, saturation = 0, probability = 1 } = step;
  const taken = random.uniform() < probability;
  const factor = (strength: number) => 1 + strength * (2 * random.uniform() - 1);
  const changes = [
    { of: brighten, by: factor(brightness) },
    { of: contrasted, by: factor(contrast) },
    { of: saturated, by: factor(saturation) },
  ];
  const order = random.shuffled(changes);
  return taken ? order.reduce((result, { of, by }) => (by === 1 ? result : of(result, by)), picture) : picture;
}

function brighten(picture: Pixels, by: number): Pixels {
  return mixed(picture, by, () => 0);
}

function contrasted(picture: Pixels, by: number): Pixels {
  const { data, channels } = picture;
  let sum = 0;
  for (let i = 0; i < data.length; i += channels) sum += lumaAt(data, i, channels);
  const mean = Math.round((sum * channels) / data.length);
  return mixed(picture, by, () => mean);
}

function saturated(picture: Pixels, by: number): Pixels {
  const { data, channels } = picture;
  return channels === 1 ? picture : mixed(picture, by, (i) => Math.round(lumaAt(data, i, channels)));
}

/** `by` of the picture and `1 - by` of a grey one, which at the pixel that begins at `i` is `other(i)`. */
function mixed({ data, width, height, channels }: Pixels, by: number, other: (i: number) => number): Pixels {
  // Rounds and clamps what is put into it.
  const result = new Uint8ClampedArray(data.length);
  for (let i = 0; i < data.length; i += channels) {
    const grey = (1 - by) * other(i);
    for (let c = 0; c < channels; c++) result[i + c] = by * data[i + c]! + grey;
  }
  return { data: new Uint8Array(result.buffer), width, height, channels };
}

function lumaAt(data: Uint8Array, i: number, channels: 1 | 3): number {
  return channels === 1 ? data[i]! : luma(data[i]!, data[i + 1]!, data[i + 2]!);
}
