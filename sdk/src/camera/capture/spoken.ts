import type { Problem } from "../../core/index.ts";
import type { LivenessProgress, QualityReason } from "../../face/index.ts";
import { guideBy, type Guidance } from "../../likeness/guidance.ts";
import type { CaptureWords } from "./words/index.ts";

/** What a person is told to do now. A step of liveness comes before what would make the picture better. */
export function guidanceWords(words: CaptureWords, guidance: Guidance, liveness: LivenessProgress | undefined): string {
  // Nobody can follow a step whom the camera does not see.
  if (guidance === "come_into_view" || guidance === "be_alone") return words.guidance[guidance];
  if (liveness?.state === "act") return words.liveness[liveness.action];
  if (liveness?.state === "return") return words.guidance.look_at_the_camera;
  return words.guidance[guidance];
}

/** What a person is told of a failure: what to do about it, wherever there is something. */
export function problemWords(words: CaptureWords, { code, reasons = [] }: Problem): string {
  switch (code) {
    case "camera_denied":
      return words.cameraDenied;
    case "camera_unavailable":
      return words.cameraUnavailable;
    case "liveness_failed":
      return words.livenessFailed;
    case "broken_picture":
    case "picture_too_large":
      return words.notAPicture;
    case "no_face":
      return words.noFace;
    case "several_faces":
      return words.guidance.be_alone;
    case "poor_quality":
      return words.guidance[guideBy(reasons as readonly QualityReason[])];
    default:
      return words.failed;
  }
}
