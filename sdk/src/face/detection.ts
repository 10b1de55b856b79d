import type { Box } from "../core/index.ts";

/** Where a face may be, in pixels, and how sure the detector is, 0 to 1. */
export interface Detection {
  readonly box: Box;
  readonly score: number;
}
