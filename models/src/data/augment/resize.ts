import { resizeBytes } from "@likeness/sdk/core";
import type { Pixels } from "../pixels.ts";

/** To a size, or so that the shorter side gets its length and the other follows. */
export type Resize =
  | { readonly op: "resize"; readonly width: number; readonly height: number }
  | { readonly op: "resize"; readonly shortSide: number };

export function resize(picture: Pixels, step: Resize): Pixels {
  if ("width" in step) return resizeTo(picture, step.width, step.height);
  const scale = step.shortSide / Math.min(picture.width, picture.height);
  return resizeTo(picture, Math.round(picture.width * scale), Math.round(picture.height * scale));
}

export function resizeTo({ data, channels, ...from }: Pixels, width: number, height: number): Pixels {
  return { data: resizeBytes(data, from, { width, height }, channels), width, height, channels };
}
