import type { QualityReason } from "@likeness/sdk/face/browser";

/** Before a camera a person can move; a picture has to be another one. */
export type Means = "camera" | "picture";

const words: Record<QualityReason, Record<Means, string>> = {
  uncertain: { camera: "Show the whole face", picture: "This may not be a face" },
  too_small: { camera: "Move closer", picture: "The face is too small" },
  blurred: { camera: "Hold still", picture: "The face is blurred" },
  too_dark: { camera: "More light, please", picture: "The face is too dark" },
  too_bright: { camera: "Less light, please", picture: "The face is too bright" },
  turned: { camera: "Look at the camera", picture: "The face looks away from the camera" },
  nodded: { camera: "Hold the camera at the height of your eyes", picture: "The face looks too far up or down" },
  tilted: { camera: "Hold your head upright", picture: "The head is tilted too far" },
  occluded: { camera: "Uncover your eyes and mouth", picture: "Something covers a part of the face" },
  eyes_closed: { camera: "Open your eyes", picture: "The eyes are closed" },
  mouth_open: { camera: "Close your mouth", picture: "The mouth is open" },
  low_contrast: { camera: "More light from the front, please", picture: "The face is pale" },
  uneven_light: { camera: "Turn towards the light", picture: "One side of the face is much darker" },
  cut_off: { camera: "Move fully into the picture", picture: "The face is cut off at the edge" },
};

/** What first: of what is no face nothing else matters, and who is hardly seen need not hear of the light. */
const order: readonly QualityReason[] = [
  "uncertain",
  "cut_off",
  "too_small",
  "turned",
  "nodded",
  "tilted",
  "occluded",
  "eyes_closed",
  "mouth_open",
  "too_dark",
  "too_bright",
  "low_contrast",
  "uneven_light",
  "blurred",
];

/** What speaks against a face, in words for the person it belongs to; empty if nothing does. */
export function guidance(reasons: readonly QualityReason[], means: Means): string[] {
  return order.filter((reason) => reasons.includes(reason)).map((reason) => words[reason][means]);
}
