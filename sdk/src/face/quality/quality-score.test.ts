import { describe, expect, test } from "vitest";
import { goodMeasures } from "./quality.fixture.ts";
import { qualityScore } from "./quality-score.ts";
import type { QualityMeasures } from "./quality.ts";

const perfect: QualityMeasures = { ...goodMeasures };

test("is 1 where nothing can be better, and above 0 where nothing can be worse", () => {
  expect(qualityScore(perfect)).toBe(1);
  const nothing: QualityMeasures = {
    sureness: 0,
    misfit: Infinity,
    inside: 0,
    eyeDistance: 0,
    yaw: 180,
    pitch: 90,
    roll: 180,
    occlusion: 1,
    eyeOpenness: 0,
    mouthOpenness: 9,
    brightness: 0,
    contrast: 0,
    unevenness: 1,
    sharpness: 0,
  };
  expect(qualityScore(nothing)).toBeGreaterThan(0);
  expect(qualityScore(nothing)).toBeLessThan(1e-12);
});

/** From good to bad. */
const worsening: { readonly [Measure in keyof QualityMeasures]: readonly (readonly number[])[] } = {
  sureness: [[1, 0.9, 0.7, 0.5, 0.3]],
  misfit: [[0, 0.05, 0.1, 0.2, Infinity]],
  inside: [[1, 0.95, 0.85, 0.5]],
  eyeDistance: [[200, 60, 40, 20, 8, 0]],
  yaw: [[0, 10, 30, 80], [0, -10, -30, -80]],
  pitch: [[0, 10, 30, 80], [0, -10, -30, -80]],
  roll: [[0, 10, 30, 170], [0, -10, -30, -170]],
  occlusion: [[0, 0.4, 0.7, 1]],
  eyeOpenness: [[1.2, 0.7, 0.5, 0.2]],
  mouthOpenness: [[0, 0.3, 0.8, 2]],
  brightness: [[130, 80, 40, 0], [130, 190, 230, 255]],
  contrast: [[0.5, 0.15, 0.08, 0]],
  unevenness: [[0, 0.2, 0.5, 1]],
  sharpness: [[1, 0.25, 0.1, 0]],
};

describe("never rises when a measure gets worse, and falls over its range", () => {
  test.each(Object.entries(worsening))("%s", (measure, ways) => {
    for (const way of ways) {
      const scores = way.map((value) => qualityScore({ ...perfect, [measure]: value }));
      expect(scores).toEqual(scores.toSorted((a, b) => b - a));
      expect(scores.at(-1)).toBeLessThanOrEqual(0.11);
    }
  });
});

test("does not jump where dark becomes bright", () => {
  const at = (brightness: number) => qualityScore({ ...perfect, brightness });
  expect(at(127.999)).toBe(at(128));
});
