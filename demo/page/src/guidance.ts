import type { Guidance, QualityReason } from "@likeness/sdk";
import { captureWords } from "@likeness/sdk/camera";

/** What to do next before a camera, in the SDK's own words. */
const camera = captureWords("en", { guidance: { good: "Good enough to enrol" } }).guidance;

/** What is wrong with a picture; it has to be another one. */
const faults: Record<QualityReason, string> = {
  uncertain: "This may not be a face",
  cut_off: "The face is cut off at the edge",
  too_small: "The face is too small",
  turned: "The face looks away from the camera",
  nodded: "The face looks too far up or down",
  tilted: "The head is tilted too far",
  occluded: "Something covers a part of the face",
  eyes_closed: "The eyes are closed",
  mouth_open: "The mouth is open",
  too_dark: "The face is too dark",
  too_bright: "The face is too bright",
  low_contrast: "The face is pale",
  uneven_light: "One side of the face is much darker",
  blurred: "The face is blurred",
};

export function guidanceWords(guidance: Guidance): string {
  return camera[guidance];
}

/** What speaks against a face, in words; empty if nothing does. */
export function faultWords(reasons: readonly string[]): string[] {
  return reasons.flatMap((reason) => (Object.hasOwn(faults, reason) ? [faults[reason as QualityReason]] : []));
}
