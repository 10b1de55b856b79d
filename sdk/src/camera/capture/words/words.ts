import type { Guidance } from "../../../likeness/guidance.ts";
import type { LivenessAction } from "../../../face/index.ts";

/** Everything that `<likeness-capture>` says, in one language. */
export interface CaptureWords {
  readonly label: string;
  readonly start: string;
  readonly take: string;
  readonly again: string;
  readonly cancel: string;
  readonly chooseFile: string;
  readonly starting: string;
  /** A file is being analysed. */
  readonly looking: string;
  readonly taken: string;
  readonly cameraDenied: string;
  readonly cameraUnavailable: string;
  readonly cameraEnded: string;
  readonly failed: string;
  readonly notAPicture: string;
  readonly noFace: string;
  readonly livenessFailed: string;
  readonly guidance: Readonly<Record<Guidance, string>>;
  readonly liveness: Readonly<Record<LivenessAction, string>>;
}
