import { expect, test } from "vitest";
import { seeded } from "../../random.ts";
import { enrolmentsOf } from "./enrolment.ts";
import { nearest } from "./fusions.ts";
import { galleryOf } from "./gallery.ts";
import { drawPeople, type Drawn } from "./people.fixture.ts";
import { probeQuality } from "./probe-quality.ts";
import { thresholdAt } from "./rates.ts";
import { verificationsOf } from "./verifications.ts";

function measured(drawn: Drawn) {
  const gallery = galleryOf(drawPeople(drawn));
  const enrolments = enrolmentsOf(gallery.subjects, 2, { shuffles: 2, random: seeded(1) });
  const scores = verificationsOf(gallery, enrolments, nearest);
  const options = { parts: 3, rounds: 200, seed: 1 };
  const threshold = thresholdAt(scores, 1e-3);
  return { scores, threshold, found: probeQuality(scores, gallery.qualities, threshold, options) };
}

test("bad probes that say so are found to be missed more often", () => {
  const { found, scores, threshold } = measured({ people: 20, pictures: 6, spread: 0.4, badSpread: 1.5 });
  expect(found.parts.map(({ qualities }) => qualities)).toEqual([[0.1, 0.1], [0.9, 0.9], [0.9, 0.9]]);
  expect(found.more.interval[0]).toBeGreaterThan(0);
  const missed = scores.mated.filter((score) => score < threshold).length;
  expect(found.parts.reduce((sum, part) => sum + part.missed, 0)).toBe(missed);
  expect(found.parts.reduce((sum, part) => sum + part.mated, 0)).toBe(scores.mated.length);
});

test("where quality tells nothing, nothing is found", () => {
  const [low, high] = measured({ people: 20, pictures: 6, spread: 0.8 }).found.more.interval;
  expect(low).toBeLessThan(0);
  expect(high).toBeGreaterThan(0);
});
