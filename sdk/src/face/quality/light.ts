import type { Luminance } from "./luminance.ts";

export interface Light {
  /** Mean luminance, 0 to 255. */
  readonly brightness: number;
  /** Standard deviation of the luminance over its mean: the same for dark and for bright skin in one light. */
  readonly contrast: number;
  /** How much brighter one side of the face is: the difference of both by their sum, 0 to 1. */
  readonly unevenness: number;
  /** Standard deviation of the Laplacian over that of the luminance: fine detail, whatever the contrast. */
  readonly sharpness: number;
}

/** Over the middle of the chip, where the face is and the background is not. */
export function lightOf({ width, height, data }: Luminance): Light {
  const [left, right, middle] = [width >> 2, width - (width >> 2), width / 2];
  let [sum, squares, laplacianSum, laplacianSquares, leftSum, n] = [0, 0, 0, 0, 0, 0];
  for (let y = height >> 2; y < height - (height >> 2); y++) {
    for (let x = left, at = y * width + left; x < right; x++, at++) {
      const value = data[at]!;
      const laplacian = data[at - 1]! + data[at + 1]! + data[at - width]! + data[at + width]! - 4 * value;
      sum += value;
      squares += value * value;
      laplacianSum += laplacian;
      laplacianSquares += laplacian * laplacian;
      if (x < middle) leftSum += value;
      n++;
    }
  }
  const deviation = (total: number, totalSquares: number) => Math.sqrt(Math.max(0, totalSquares / n - (total / n) ** 2));
  const spread = deviation(sum, squares);
  return {
    brightness: sum / n,
    contrast: spread / Math.max(1, sum / n),
    unevenness: Math.abs(2 * leftSum - sum) / Math.max(1, sum),
    sharpness: deviation(laplacianSum, laplacianSquares) / Math.max(1, spread),
  };
}
