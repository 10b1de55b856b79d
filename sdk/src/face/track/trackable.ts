import type { Box, Point, Template } from "../../core/index.ts";

/** What a tracker must know of a face: of an `Analysis` every face fits. */
export interface Trackable {
  readonly box: Box;
  readonly landmarks: readonly Point[];
  /** Where there is one, it tells people apart who pass each other. */
  readonly template?: Template;
}
