import type { HeadPose } from "./head-pose.ts";
import type { Light } from "./light.ts";

/** What may speak against using a face, in the order in which {@link checkQuality} gives them. */
export const qualityReasons = [
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
] as const;
export type QualityReason = (typeof qualityReasons)[number];

/** What is measured of a face in a picture; each as it is, whatever the limits. */
export interface QualityMeasures extends HeadPose, Light {
  /** How sure the detector is that this is a face, 0 to 1. */
  readonly sureness: number;
  /** Root mean square distance of the landmarks from a mean face in the same pose, in eye distances. */
  readonly misfit: number;
  /** Between the eyes' centres, in pixels of the picture. */
  readonly eyeDistance: number;
  /** The part of the landmarks that lies in the picture, 0 to 1. */
  readonly inside: number;
  /** Of both eyes together: about 1 open, under 0.5 shut. */
  readonly eyeOpenness: number;
  /** Aspect ratio of the lips' inner edge: near 0 shut. */
  readonly mouthOpenness: number;
  /** How little the least face-like of both eyes and the mouth looks like one, 0 to 1. */
  readonly occlusion: number;
}

export interface Quality extends QualityMeasures {
  /** All of it as one figure, 0 to 1, to rank pictures of one person by; see {@link qualityScore}. */
  readonly score: number;
  /** What speaks against enrolling with it; empty when nothing does. */
  readonly reasons: readonly QualityReason[];
}
