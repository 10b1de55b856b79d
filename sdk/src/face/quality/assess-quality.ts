import { apply, mean, type Picture, type Point, type Similarity, type Size } from "../../core/index.ts";
import { eyeOpenness } from "./eye-openness.ts";
import { headPose } from "./head-pose.ts";
import { lightOf } from "./light.ts";
import { luminanceOf } from "./luminance.ts";
import { occlusionOf } from "./occlusion.ts";
import { mouthOpenness } from "./openness.ts";
import { checkQuality, qualityLimits, type QualityLimits } from "./quality-limits.ts";
import { qualityScore } from "./quality-score.ts";
import type { Quality, QualityMeasures } from "./quality.ts";

export interface QualityInput {
  /** How sure the detector is, 0 to 1. */
  readonly sureness: number;
  /** What the face was found in. */
  readonly picture: Size;
  /** 68 points, in pixels of the picture. */
  readonly landmarks: readonly Point[];
  /** The aligned face. */
  readonly chip: Picture;
  /** From the picture to the chip. */
  readonly toChip: Similarity;
}

/** How good a face is to make a template of: measured, as one score, and with what speaks against it. */
export function assessQuality(input: QualityInput, limits: QualityLimits = qualityLimits.enrol): Quality {
  const measured = measureQuality(input);
  return { ...measured, score: qualityScore(measured), reasons: checkQuality(measured, limits) };
}

function measureQuality({ sureness, picture, landmarks, chip, toChip }: QualityInput): QualityMeasures {
  const { yaw, pitch, roll, misfit } = headPose(landmarks);
  const luminance = luminanceOf(chip);
  const inChip = landmarks.map((point) => apply(toChip, point));
  return {
    sureness,
    misfit,
    inside: partInside(picture, landmarks),
    eyeDistance: eyeDistanceOf(landmarks),
    yaw,
    pitch,
    roll,
    eyeOpenness: eyeOpenness(luminance, inChip),
    mouthOpenness: mouthOpenness(landmarks),
    occlusion: occlusionOf(luminance, inChip),
    ...lightOf(luminance),
  };
}

function eyeDistanceOf(landmarks: readonly Point[]): number {
  const left = mean(landmarks.slice(36, 42));
  const right = mean(landmarks.slice(42, 48));
  return Math.hypot(right.x - left.x, right.y - left.y);
}

function partInside({ width, height }: Size, landmarks: readonly Point[]): number {
  const inside = landmarks.filter(({ x, y }) => x >= 0 && y >= 0 && x < width && y < height);
  return inside.length / landmarks.length;
}
