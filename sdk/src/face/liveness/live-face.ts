import type { Quality } from "../quality/index.ts";
import type { Trackable } from "../track/trackable.ts";

/** What is looked at in a frame: of an `Analysis` every face fits. */
export interface LiveFace extends Trackable {
  readonly quality: Pick<Quality, "yaw" | "pitch" | "roll" | "misfit" | "eyeOpenness">;
}
