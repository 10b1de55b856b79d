import type { Pixels } from "../pixels.ts";

/** Dark for bright and bright for dark. */
export interface Invert {
  readonly op: "invert";
}

export function invert({ data, ...shape }: Pixels): Pixels {
  return { data: Uint8Array.from(data, (value) => 255 - value), ...shape };
}
