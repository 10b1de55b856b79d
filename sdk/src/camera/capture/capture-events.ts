import type { Problem } from "../../core/index.ts";
import type { ActiveLiveness, Analysis, Face, LivenessProgress } from "../../face/index.ts";
import type { Guidance } from "../../likeness/guidance.ts";

/** A face was taken: give it to `likeness.enrol`, `verify` or `identify`. */
export interface CaptureDetail {
  readonly face: Face;
  /** Of the frame or the file that the face is from. */
  readonly analysis?: Analysis;
  /** If a nonce was given: what was asked for and done. */
  readonly liveness?: ActiveLiveness;
}

/** What the person is told now; at once, where the words wait until it is steady. */
export interface GuidanceDetail {
  readonly guidance: Guidance;
  /** If a nonce was given: how far what is asked for is done. */
  readonly liveness?: LivenessProgress;
}

/** What `<likeness-capture>` tells, besides the events of every element. None of them bubbles. */
export interface CaptureEventMap {
  readonly capture: CustomEvent<CaptureDetail>;
  readonly guidance: CustomEvent<GuidanceDetail>;
  readonly problem: CustomEvent<Problem>;
  readonly cancel: CustomEvent<undefined>;
}
