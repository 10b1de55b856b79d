import { decideVerification } from "@likeness/sdk/core";
import { expect, test } from "vitest";
import { seeded } from "../../random.ts";
import { enrolmentsOf } from "./enrolment.ts";
import { nearest } from "./fusions.ts";
import { galleryOf, ways } from "./gallery.ts";
import { keptRate } from "./kept-rate.ts";
import { drawPeople } from "./people.fixture.ts";
import { verificationsOf } from "./verifications.ts";

const pictures = drawPeople({ people: 15, pictures: 6, spread: 0.6 });
const calibration = { thresholds: [{ score: 0.5, fmr: 0.05 }, { score: 0.6, fmr: 0.01 }, { score: 0.66, fmr: 0.004 }] };
const galleries = ways.map((way) => galleryOf(pictures, way));
const enrolments = enrolmentsOf(galleries[0]!.subjects, 3, { shuffles: 2, random: seeded(1) });
const scores = galleries.map((gallery) => verificationsOf(gallery, enrolments, nearest));
const kept = keptRate(scores, 3, calibration, 0.02, { rounds: 50, seed: 1 });

test("false matches and misses are those of the host's own decision, the false ones of the worst way", () => {
  const { subjects } = galleries[0]!;
  const counted = ways.map(({ probes, views: enrolled }) => {
    let [falseMatches, missed, pairs] = [0, 0, new Set<string>()];
    for (const { subject, views } of enrolments) {
      const templates = views.map((picture) => ({ vector: pictures[picture]![enrolled] }));
      for (const [probe, picture] of pictures.entries()) {
        if (views.includes(probe)) continue;
        const { match } = decideVerification(calibration, picture[probes], templates, 0.02);
        if (match && subjects[probe] !== subject) {
          falseMatches++;
          pairs.add([subject, subjects[probe]!].toSorted((a, b) => a - b).join());
        }
        if (!match && subjects[probe] === subject) missed++;
      }
    }
    return { falseMatches, missed, pairs: pairs.size };
  });
  const worst = counted.reduce((a, b) => (b.falseMatches > a.falseMatches ? b : a));
  expect(worst.falseMatches).toBeGreaterThan(0);
  expect(kept.falseMatches).toBe(worst.falseMatches);
  expect(kept.fmr.value).toBeCloseTo(worst.falseMatches / kept.nonMated, 12);
  expect(kept.pairsOfPeople).toBe(worst.pairs);
  expect(kept.fnmr).toBeCloseTo(counted[0]!.missed / scores[0]!.mated.length, 12);
});

test("it names what the host answers", () => {
  expect(kept).toMatchObject({ asked: 0.02, threshold: 0.66 });
  expect(kept.said).toBeCloseTo(1 - (1 - 0.004) ** 3, 12);
});

test("the fitted threshold is that of the worst way", () => {
  const alone = scores.map((one) => keptRate([one], 3, calibration, 0.02, { rounds: 2, seed: 1 }).fitted.threshold);
  expect(kept.fitted.threshold).toBe(Math.max(...alone));
});
