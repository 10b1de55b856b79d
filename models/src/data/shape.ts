import type { Pixels } from "./pixels.ts";

/** Whether two pictures have the same width, height and channels. */
export function sameShape(a: Pixels, b: Pixels): boolean {
  return a.width === b.width && a.height === b.height && a.channels === b.channels;
}

/** In words, for messages. */
export function shapeOf({ width, height, channels }: Pixels): string {
  return `${width} x ${height} ${channels === 1 ? "grey" : "in colour"}`;
}
