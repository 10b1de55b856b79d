import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import sharp from "sharp";
import type { Dataset } from "./dataset.ts";
import type { Pixels } from "./pixels.ts";
import { sourceDataset } from "./source-dataset.ts";

/** A PNG of one colour: grey by a number, or red, green and blue. */
export async function png(value: number | readonly number[], width = 4, height = 4): Promise<Buffer> {
  const colour = typeof value === "number" ? [value, value, value] : value;
  const background = { r: colour[0]!, g: colour[1]!, b: colour[2]! };
  return sharp({ create: { width, height, channels: 3, background } }).png().toBuffer();
}

/** Writes files, with the folders above them. */
export async function writeFiles(folder: string, files: Readonly<Record<string, string | Uint8Array>>): Promise<void> {
  for (const [name, content] of Object.entries(files)) {
    const file = path.join(folder, name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, content);
  }
}

/** A picture by its values. */
export function pixels(width: number, height: number, values: readonly number[], channels: 1 | 3 = 1): Pixels {
  return { data: Uint8Array.from(values), width, height, channels };
}

/** A grey dataset in memory: picture i is all i, of the class that is given. */
export function inNumbers(labels: readonly number[], side = 2): Dataset {
  const bytes = new SharedArrayBuffer(labels.length * side * side);
  const all = new Uint8Array(bytes);
  labels.forEach((_, i) => all.fill(i, i * side * side, (i + 1) * side * side));
  const classes = Array.from({ length: Math.max(...labels) + 1 }, (_, label) => `class${label}`);
  return sourceDataset("numbers", classes, Int32Array.from(labels), {
    kind: "memory",
    bytes,
    width: side,
    height: side,
    channels: 1,
    place: "numbers",
  });
}
