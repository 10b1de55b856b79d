import type { Point } from "../../core/index.ts";

/** The parts of an eye among 68 landmarks: outer and inner corner, and the lids' points above each other. */
const eyes = [
  { corners: [36, 39], lids: [[37, 41], [38, 40]] },
  { corners: [42, 45], lids: [[43, 47], [44, 46]] },
] as const;

const lips = { corners: [60, 64], lids: [[61, 67], [62, 66], [63, 65]] } as const;

/**
 * Eye aspect ratio, the mean of both eyes: the lids' distance over the corners' (Soukupova & Cech 2016, eq. 1).
 * About 0.3 open; how low it falls when shut depends on the landmark model.
 */
export function eyeOpenness(landmarks: readonly Point[]): number {
  return (aspect(landmarks, eyes[0]) + aspect(landmarks, eyes[1])) / 2;
}

/** The same of the lips' inner edge: near 0 shut, about 0.2 in a smile that shows teeth, above 0.5 open. */
export function mouthOpenness(landmarks: readonly Point[]): number {
  return aspect(landmarks, lips);
}

interface Opening {
  readonly corners: readonly [number, number];
  readonly lids: readonly (readonly [number, number])[];
}

function aspect(landmarks: readonly Point[], { corners, lids }: Opening): number {
  const between = ([a, b]: readonly [number, number]) =>
    Math.hypot(landmarks[a]!.x - landmarks[b]!.x, landmarks[a]!.y - landmarks[b]!.y);
  const width = between(corners);
  return width > 0 ? lids.reduce((sum, pair) => sum + between(pair), 0) / lids.length / width : 0;
}
