import type { Quality, QualityLimits } from "@likeness/sdk";

/** One thing that is measured of a face, and what is asked of it. */
export interface QualityRow {
  readonly label: string;
  readonly of: (quality: Quality) => number;
  readonly words: (measured: number) => string;
  readonly least?: number;
  readonly most?: number;
  /** What a meter of it ends at; more is shown as that. */
  readonly scale: number;
}

const degrees = (value: number) => `${value.toFixed(0)}°`;
const percent = (value: number) => `${Math.round(value * 100)} %`;
const pixels = (value: number) => `${value.toFixed(0)} px`;
const plain = (value: number) => value.toFixed(2);
const whole = (value: number) => value.toFixed(0);

/** In the order of the reasons: whether it is a face, how it lies, what covers it, the light. */
export function qualityRows(limits: QualityLimits): readonly QualityRow[] {
  return [
    { label: "surely a face", of: (q) => q.sureness, words: percent, least: limits.sureness, scale: 1 },
    { label: "odd shape", of: (q) => q.misfit, words: plain, most: limits.misfit, scale: 0.25 },
    { label: "in the picture", of: (q) => q.inside, words: percent, least: limits.inside, scale: 1 },
    { label: "eye distance", of: (q) => q.eyeDistance, words: pixels, least: limits.eyeDistance, scale: 100 },
    { label: "turned", of: (q) => Math.abs(q.yaw), words: degrees, most: limits.yaw, scale: 90 },
    { label: "up or down", of: (q) => Math.abs(q.pitch), words: degrees, most: limits.pitch, scale: 90 },
    { label: "tilted", of: (q) => Math.abs(q.roll), words: degrees, most: limits.roll, scale: 90 },
    { label: "covered", of: (q) => q.occlusion, words: percent, most: limits.occlusion, scale: 1 },
    { label: "eyes open", of: (q) => q.eyeOpenness, words: percent, least: limits.eyeOpenness, scale: 1.5 },
    {
      label: "brightness",
      of: (q) => q.brightness,
      words: whole,
      least: limits.darkest,
      most: limits.brightest,
      scale: 255,
    },
    { label: "contrast", of: (q) => q.contrast, words: plain, least: limits.contrast, scale: 0.5 },
    { label: "uneven light", of: (q) => q.unevenness, words: plain, most: limits.unevenness, scale: 1 },
    { label: "sharpness", of: (q) => q.sharpness, words: plain, least: limits.sharpness, scale: 0.5 },
  ];
}
