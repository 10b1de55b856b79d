import type { Random } from "../../random.ts";
import type { Pixels } from "../pixels.ts";

/** Left and right exchanged, by chance. Not for letters and digits: a mirrored one may be another or none. */
export interface Flip {
  readonly op: "flip";
  /** By default 0.5. */
  readonly probability?: number;
}

export function flip(picture: Pixels, random: Random, { probability = 0.5 }: Flip): Pixels {
  return random.uniform() < probability ? mirrored(picture) : picture;
}

export function mirrored({ data, width, height, channels }: Pixels): Pixels {
  const result = new Uint8Array(data.length);
  for (let y = 0, to = 0; y < height; y++) {
    for (let x = width - 1; x >= 0; x--) {
      const from = (y * width + x) * channels;
      for (let c = 0; c < channels; c++) result[to++] = data[from + c]!;
    }
  }
  return { data: result, width, height, channels };
}
