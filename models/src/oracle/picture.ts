import path from "node:path";
import type { InputSpec } from "@likeness/sdk/core";
import sharp from "sharp";
import { faceApiDirectory } from "../source/face-api.ts";

/** RGB, row by row, 0 to 255. */
export interface Pixels {
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
}

/** One of the six group pictures that face-api carries, cut to the size that is asked for. */
export async function samplePicture(number: number, width: number, height: number): Promise<Pixels> {
  const file = path.join(faceApiDirectory, "demo", `sample${number}.jpg`);
  const data = await sharp(file).resize(width, height, { fit: "cover" }).removeAlpha().raw().toBuffer();
  return { data, width, height };
}

/** The input tensor as a card describes it. */
export function inputTensor({ data, width, height }: Pixels, { mean, divisor }: InputSpec): Float32Array {
  const plane = width * height;
  return Float32Array.from({ length: 3 * plane }, (_, i) => {
    const channel = Math.floor(i / plane);
    return ((data[(i % plane) * 3 + channel] ?? 0) - (mean[channel] ?? 0)) / divisor;
  });
}
