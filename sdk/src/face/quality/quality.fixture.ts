// Test support: what is measured of a face against which nothing speaks.

import { checkQuality, qualityLimits } from "./quality-limits.ts";
import { qualityScore } from "./quality-score.ts";
import type { Quality, QualityMeasures } from "./quality.ts";

export const goodMeasures: QualityMeasures = {
  sureness: 1,
  misfit: 0.03,
  inside: 1,
  eyeDistance: 80,
  yaw: 0,
  pitch: 0,
  roll: 0,
  occlusion: 0.1,
  eyeOpenness: 1,
  mouthOpenness: 0,
  brightness: 130,
  contrast: 0.3,
  unevenness: 0.05,
  sharpness: 0.4,
};

export function qualityOf(changes: Partial<QualityMeasures> = {}): Quality {
  const measured = { ...goodMeasures, ...changes };
  return { ...measured, score: qualityScore(measured), reasons: checkQuality(measured, qualityLimits.enrol) };
}
