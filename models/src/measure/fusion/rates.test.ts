import { expect, test } from "vitest";
import {
  errorCurve,
  errorRatesAt,
  operatingPoint,
  scoresOfPairs,
  weightsOf,
  type Comparison,
} from "../../metrics/index.ts";
import { seeded } from "../../random.ts";
import { enrolmentsOf } from "./enrolment.ts";
import { fusions } from "./fusions.ts";
import { galleryOf } from "./gallery.ts";
import { drawPeople } from "./people.fixture.ts";
import { ratesAt, thresholdAt } from "./rates.ts";
import { verificationsOf } from "./verifications.ts";

const gallery = galleryOf(drawPeople({ people: 12, pictures: 6, spread: 0.7 }));
const enrolments = enrolmentsOf(gallery.subjects, 2, { shuffles: 2, random: seeded(1) });
const mean = fusions.find(({ name }) => name === "mean")!;
const fast = verificationsOf(gallery, enrolments, mean);

/** The same, each score kept. */
const slow = scoresOfPairs(
  enrolments.flatMap(({ subject: a, views }) =>
    [...gallery.subjects.entries()]
      .filter(([probe]) => !views.includes(probe))
      .map(([probe, b]): Comparison => {
        const sum = views.reduce((sum, view) => sum + gallery.compared(probe, view), 0);
        return { score: sum / 2, a, b };
      }),
  ),
  12,
);

const draws = (() => {
  const random = seeded(5);
  return Array.from({ length: 20 }, () => {
    const drawn = new Float64Array(12);
    for (let i = 0; i < 12; i++) drawn[random.integer(12)]!++;
    return drawn;
  });
})();

test("all mated scores are kept and the highest of the others, and all are counted", () => {
  expect(Array.from(fast.mated)).toEqual(Array.from(slow.mated));
  expect(Array.from(fast.nonMated)).toEqual(Array.from(slow.nonMated.slice(0, fast.nonMated.length)));
  expect(fast.nonMated.length).toBe(Math.ceil(slow.nonMated.length / 20));
  expect(fast.nonMatedCounts.reduce((sum, count) => sum + count)).toBe(slow.nonMated.length);
  expect(fast.matedCounts.reduce((sum, count) => sum + count)).toBe(slow.mated.length);
});

test.each([1e-2, 3e-3, 1e-3, 0])("at an FMR of %d rates are those of the whole curve, drawn again or not", (rate) => {
  for (const drawn of [undefined, ...draws]) {
    const curve = errorCurve(slow, drawn && weightsOf(slow, drawn));
    const threshold = thresholdAt(fast, rate, drawn);
    const { fmr, fnmr } = ratesAt(fast, threshold, drawn);
    const expected = operatingPoint(curve, rate);
    expect(fnmr).toBeCloseTo(expected.fnmr, 12);
    expect(fmr).toBeCloseTo(expected.fmr, 12);
  }
});

test("at a given threshold too", () => {
  for (const at of [1, 40, fast.nonMated.length - 3]) {
    const threshold = fast.nonMated[at]!;
    const { fmr, fnmr } = ratesAt(fast, threshold);
    expect({ fmr, fnmr }).toEqual(errorRatesAt(slow, threshold));
  }
});

test("below what was kept nothing is said", () => {
  expect(thresholdAt(fast, 0.2)).toBeNaN();
  expect(ratesAt(fast, -1).fmr).toBeNaN();
});
