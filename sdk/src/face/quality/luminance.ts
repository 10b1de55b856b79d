import { luma, type Picture } from "../../core/index.ts";

/** One value for each pixel, 0 to 255, row by row. */
export interface Luminance {
  readonly width: number;
  readonly height: number;
  readonly data: Float32Array;
}

/** Luma of ITU-R BT.601. */
export function luminanceOf({ width, height, data }: Picture): Luminance {
  const plane = new Float32Array(width * height);
  for (let i = 0, at = 0; i < plane.length; i++, at += 4) {
    plane[i] = luma(data[at]!, data[at + 1]!, data[at + 2]!);
  }
  return { width, height, data: plane };
}
