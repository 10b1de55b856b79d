import { describe, expect, test } from "vitest";
import { checkQuality, qualityLimits, qualityUses, type QualityLimits } from "./quality-limits.ts";
import { goodMeasures } from "./quality.fixture.ts";
import { qualityReasons, type QualityMeasures, type QualityReason } from "./quality.ts";

const limits: QualityLimits = {
  ...qualityLimits.enrol,
  mouthOpenness: 0.6,
};

const against: readonly (readonly [QualityReason, Partial<QualityMeasures>])[] = [
  ["uncertain", { sureness: limits.sureness - 0.01 }],
  ["uncertain", { misfit: limits.misfit + 0.01 }],
  ["uncertain", { misfit: Infinity }],
  ["cut_off", { inside: limits.inside - 0.01 }],
  ["too_small", { eyeDistance: limits.eyeDistance - 1 }],
  ["turned", { yaw: limits.yaw + 1 }],
  ["turned", { yaw: -limits.yaw - 1 }],
  ["nodded", { pitch: limits.pitch + 1 }],
  ["nodded", { pitch: -limits.pitch - 1 }],
  ["tilted", { roll: limits.roll + 1 }],
  ["tilted", { roll: -limits.roll - 1 }],
  ["occluded", { occlusion: limits.occlusion + 0.01 }],
  ["eyes_closed", { eyeOpenness: limits.eyeOpenness - 0.01 }],
  ["mouth_open", { mouthOpenness: 0.61 }],
  ["too_dark", { brightness: limits.darkest - 1 }],
  ["too_bright", { brightness: limits.brightest + 1 }],
  ["low_contrast", { contrast: limits.contrast - 0.01 }],
  ["uneven_light", { unevenness: limits.unevenness + 0.01 }],
  ["blurred", { sharpness: limits.sharpness - 0.01 }],
];

test.each(qualityUses)("nothing speaks against a good face to %s", (use) => {
  expect(checkQuality(goodMeasures, qualityLimits[use])).toEqual([]);
});

test.each(against)("%s alone speaks against %o", (reason, changes) => {
  expect(checkQuality({ ...goodMeasures, ...changes }, limits)).toEqual([reason]);
});

test("every reason has something that leads to it, and they come in one order", () => {
  expect(new Set(against.map(([reason]) => reason))).toEqual(new Set(qualityReasons));
  const worst = Object.assign({}, goodMeasures, ...against.map(([, changes]) => changes)) as QualityMeasures;
  // Nothing is too dark and too bright.
  expect(checkQuality(worst, limits)).toEqual(qualityReasons.filter((reason) => reason !== "too_dark"));
});

describe("a limit", () => {
  test("is kept by what lies at it", () => {
    expect(checkQuality({ ...goodMeasures, eyeDistance: 16 }, { ...limits, eyeDistance: 16 })).toEqual([]);
    expect(checkQuality({ ...goodMeasures, yaw: -40 }, { ...limits, yaw: 40 })).toEqual([]);
  });

  test("is never stricter for verifying than for identifying, nor for that than for enrolling", () => {
    const { enrol, identify, verify } = qualityLimits;
    const atMost = ["misfit", "yaw", "pitch", "roll", "occlusion", "mouthOpenness", "brightest", "unevenness"] as const;
    const atLeast = ["sureness", "inside", "eyeDistance", "eyeOpenness", "darkest", "contrast", "sharpness"] as const;
    for (const limit of atMost) expect([verify[limit], identify[limit], enrol[limit]].toSorted((a, b) => b - a)).toEqual([verify[limit], identify[limit], enrol[limit]]);
    for (const limit of atLeast) expect([verify[limit], identify[limit], enrol[limit]].toSorted((a, b) => a - b)).toEqual([verify[limit], identify[limit], enrol[limit]]);
    expect(atMost.length + atLeast.length).toBe(Object.keys(enrol).length);
  });
});
