// Test support: frames of a face that moves, as the landmark model would see them.

import { normalize, type Template } from "../../core/index.ts";
import { headPose } from "../quality/head-pose.ts";
import { lidOpening } from "../quality/openness.ts";
import { projectFace, type Held } from "../quality/projected-face.fixture.ts";
import type { LiveFace } from "./live-face.ts";

/** Somebody's template: two people's are at right angles, and no two frames have the same one. */
export function templateOf(who: number, frame = 0): Template {
  const values = [0, 0, 0, 0.2 * Math.sin(frame)];
  values[who] = 1;
  return { modelId: "m@1", vector: normalize(values) };
}

export function filmed(held: Held = {}, template?: Template): LiveFace {
  const landmarks = projectFace(held);
  const [xs, ys] = [landmarks.map(({ x }) => x), landmarks.map(({ y }) => y)];
  const [x, y] = [Math.min(...xs), Math.min(...ys)];
  const box = { x, y, width: Math.max(...xs) - x, height: Math.max(...ys) - y };
  const { yaw, pitch, roll, misfit } = headPose(landmarks);
  const quality = { yaw, pitch, roll, misfit, eyeOpenness: lidOpening(landmarks) / 0.15 };
  return { box, landmarks, quality, ...(template && { template }) };
}

/** A movement there and back: 0 at its ends, 1 in its middle, still for a moment before, between and after. */
export function thereAndBack(seconds: number): number {
  const ramp = (from: number, to: number) => Math.min(1, Math.max(0, (seconds - from) / (to - from)));
  return ramp(0.3, 0.9) - ramp(1.1, 1.7);
}
