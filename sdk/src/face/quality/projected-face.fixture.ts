// Test support: landmarks as a camera would see them, of the mean face held and moved in space.

import type { Point } from "../../core/index.ts";
import { seeded } from "../../core/seeded.fixture.ts";
import { meanFace, type SpacePoint } from "./mean-face.ts";

export interface Held {
  /** Degrees, as `HeadPose` has them. */
  readonly yaw?: number;
  readonly pitch?: number;
  readonly roll?: number;
  /** Pixels. */
  readonly eyeDistance?: number;
  /** Where the middle of the eyes lies, in pixels. */
  readonly at?: Point;
  /** How far the lids are from each other: 1 as the mean face has them, 0 shut. */
  readonly eyes?: number;
  /** How far the lower lip is down, in eye distances. */
  readonly mouth?: number;
  /** From the camera, in eye distances; far away unless given. Half a metre is about 8. */
  readonly distance?: number;
  /** The face before it is held: another person's, or one on paper. */
  readonly face?: readonly SpacePoint[];
  /** Moves every point, in pixels. */
  readonly noise?: () => number;
}

const radians = (degrees: number) => (degrees * Math.PI) / 180;

/** Half an ellipse from ear to ear, about where a jaw is: nothing is measured by it. */
const jaw = Array.from({ length: 17 }, (_, i): SpacePoint => {
  const angle = (i / 16) * Math.PI;
  return [-1.05 * Math.cos(angle), 0.2 + 1.5 * Math.sin(angle), 0.8 - 0.6 * Math.sin(angle)];
});

/** All 68 points of the mean face. */
export const wholeFace: readonly SpacePoint[] = [...jaw, ...meanFace];

/** A face on paper: as a camera saw it that stood before it. */
export const onPaper = (held: Held = {}): SpacePoint[] =>
  projectFace({ ...held, eyeDistance: 1, at: { x: 0, y: 0 } }).map(({ x, y }) => [x, y, 0]);

/** A face on paper that is bent round an upright cylinder of this radius, in eye distances. */
export const onBentPaper = (radius: number): SpacePoint[] =>
  onPaper().map(([x, y]) => [radius * Math.sin(x / radius), y, radius * (1 - Math.cos(x / radius))]);

export function projectFace(held: Held = {}): Point[] {
  const { yaw = 0, pitch = 0, roll = 0, eyeDistance = 60, at = { x: 320, y: 200 } } = held;
  const { distance = Infinity, face = wholeFace, noise = () => 0 } = held;
  const [cy, sy, cp, sp] = [Math.cos(radians(yaw)), Math.sin(radians(yaw)), Math.cos(radians(pitch)), Math.sin(radians(pitch))];
  const [cr, sr] = [Math.cos(radians(roll)), Math.sin(radians(roll))];
  return expressed(face, held).map(([x, y, z]) => {
    const [turnedX, turnedZ] = [x * cy - z * sy, x * sy + z * cy];
    const [raisedY, raisedZ] = [y * cp + turnedZ * sp, turnedZ * cp - y * sp];
    const scale = eyeDistance / (1 + raisedZ / distance);
    return {
      x: at.x + scale * (turnedX * cr - raisedY * sr) + noise(),
      y: at.y + scale * (turnedX * sr + raisedY * cr) + noise(),
    };
  });
}

function expressed(face: readonly SpacePoint[], { eyes = 1, mouth = 0 }: Held): readonly SpacePoint[] {
  const lids = new Set([37, 38, 40, 41, 43, 44, 46, 47]);
  const lowerLip = new Set([55, 56, 57, 58, 59, 65, 66, 67]);
  return face.map(([x, y, z], i) => {
    if (lids.has(i)) {
      const [inner, outer] = i < 42 ? [face[36]!, face[39]!] : [face[42]!, face[45]!];
      const line = (inner[1] + outer[1]) / 2;
      return [x, line + (y - line) * eyes, z];
    }
    return lowerLip.has(i) ? [x, y + mouth, z] : [x, y, z];
  });
}

/** Normally distributed with this deviation (Box & Muller 1958), the same again for the same seed. */
export function gaussian(deviation: number, seed = 1): () => number {
  const uniform = seeded(seed);
  return () => deviation * Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
}
