import { expect, test } from "vitest";
import type { Quality } from "@likeness/sdk";
import { checkQuality, qualityLimits } from "@likeness/sdk/face";
import { qualityRows } from "./quality-rows.ts";

const limits = qualityLimits.enrol;
const good = {
  sureness: 1,
  misfit: 0,
  inside: 1,
  eyeDistance: 60,
  yaw: 0,
  pitch: 0,
  roll: 0,
  occlusion: 0,
  eyeOpenness: 1,
  mouthOpenness: 0,
  brightness: 120,
  contrast: 0.3,
  unevenness: 0,
  sharpness: 0.3,
} as Quality;

const poor: Partial<Quality>[] = [
  { sureness: 0.5 },
  { misfit: 0.2 },
  { inside: 0.5 },
  { eyeDistance: 5 },
  { yaw: -60 },
  { pitch: -60 },
  { roll: 80 },
  { occlusion: 1 },
  { eyeOpenness: 0.1 },
  { brightness: 10 },
  { brightness: 250 },
  { contrast: 0.01 },
  { unevenness: 0.9 },
  { sharpness: 0.01 },
];

const failing = (quality: Quality) =>
  qualityRows(limits).filter(({ of, least = 0, most = Infinity }) => of(quality) < least || of(quality) > most);

test("a good face keeps every limit that is shown", () => {
  expect(checkQuality(good, limits)).toEqual([]);
  expect(failing(good)).toEqual([]);
});

test.each(poor)("what is refused for %j is shown in one row", (change) => {
  const quality = { ...good, ...change };
  expect(checkQuality(quality, limits)).toHaveLength(1);
  expect(failing(quality)).toHaveLength(1);
});
