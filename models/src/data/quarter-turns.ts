import type { Pixels } from "./pixels.ts";

/** The picture turned clockwise by a number of quarters, each pixel as it was. */
export function quarterTurns(picture: Pixels, quarters: number): Pixels {
  const turns = ((quarters % 4) + 4) % 4;
  if (turns === 0) return picture;
  const { data, width: w, height: h, channels } = picture;
  const [width, height] = turns === 2 ? [w, h] : [h, w];
  const result = new Uint8Array(data.length);
  for (let y = 0, to = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      // Of the new pixel (x, y): where it was.
      const [fromX, fromY] = turns === 1 ? [y, h - 1 - x] : turns === 2 ? [w - 1 - x, h - 1 - y] : [w - 1 - y, x];
      const from = (fromY * w + fromX) * channels;
      for (let c = 0; c < channels; c++) result[to++] = data[from + c]!;
    }
  }
  return { data: result, width, height, channels };
}
