import type { QualityMeasures } from "./quality.ts";

/** A measure with the value from which on it cannot be worse and the one from which on it cannot be better. */
type Grade = readonly [measured: number, worst: number, best: number];

/** What a measure at its worst leaves of the score: not nothing, or bad pictures could not be told from worse ones. */
const least = 0.1;

/**
 * One figure of a face's quality, 0 to 1: the product of a grade for each measure, which rises in a straight line from
 * 0.1 at its worst to 1 at its best. So it falls or stays when any measure gets worse, and it is 1 only where nothing
 * can be better. It ranks pictures of one person; it is no probability and no limit is set on it.
 */
export function qualityScore(measured: QualityMeasures): number {
  const { brightness } = measured;
  const grades: readonly Grade[] = [
    [measured.sureness, 0.5, 1],
    [measured.misfit, 0.15, 0.04],
    [measured.inside, 0.8, 1],
    [measured.eyeDistance, 8, 60],
    [Math.abs(measured.yaw), 50, 5],
    [Math.abs(measured.pitch), 45, 8],
    [Math.abs(measured.roll), 90, 5],
    [measured.occlusion, 1, 0.3],
    [measured.eyeOpenness, 0.3, 0.9],
    [measured.mouthOpenness, 1, 0.2],
    brightness < 128 ? [brightness, 10, 90] : [brightness, 245, 180],
    [measured.contrast, 0.04, 0.2],
    [measured.unevenness, 0.7, 0.1],
    [measured.sharpness, 0.03, 0.3],
  ];
  return grades.reduce((score, grade) => score * graded(grade), 1);
}

function graded([measured, worst, best]: Grade): number {
  const part = (measured - worst) / (best - worst);
  return least + (1 - least) * Math.min(1, Math.max(0, part));
}
