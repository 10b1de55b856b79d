import type { Point } from "../../core/index.ts";

/** Points of the upper lids above those of the lower. */
const lids = [[37, 41], [38, 40], [43, 47], [44, 46]] as const;

/** From between the eyes to under the nose: no expression changes it. */
const nose = [27, 33] as const;

/** The inner edge of the lips: corners, and upper points above lower ones. */
const lips = { corners: [60, 64], pairs: [[61, 67], [62, 66], [63, 65]] } as const;

/**
 * How far the lids are from each other, over the length of the nose: the mean of both eyes, about 0.15 open.
 *
 * The eye aspect ratio (Soukupova & Cech 2016, eq. 1) divides by the eye's width. By the nose it changes neither when a
 * head nods nor when a picture of one is tilted, for both narrow the nose as they narrow the eyes.
 */
export function lidOpening(landmarks: readonly Point[]): number {
  return ratio(mean(landmarks, lids), between(landmarks, nose));
}

/** The lips' inner aspect ratio: near 0 shut, about 0.2 in a smile that shows teeth, above 0.5 open. */
export function mouthOpenness(landmarks: readonly Point[]): number {
  return ratio(mean(landmarks, lips.pairs), between(landmarks, lips.corners));
}

type Pair = readonly [number, number];

function between(landmarks: readonly Point[], [a, b]: Pair): number {
  return Math.hypot(landmarks[a]!.x - landmarks[b]!.x, landmarks[a]!.y - landmarks[b]!.y);
}

function mean(landmarks: readonly Point[], pairs: readonly Pair[]): number {
  return pairs.reduce((sum, pair) => sum + between(landmarks, pair), 0) / pairs.length;
}

const ratio = (part: number, whole: number) => (whole > 0 ? part / whole : 0);
