import { expect, test } from "vitest";
import { seeded } from "../../random.ts";
import { compare } from "./compared.ts";
import { enrolmentsOf } from "./enrolment.ts";
import { fusions } from "./fusions.ts";
import { galleryOf } from "./gallery.ts";
import { drawPeople, type Drawn } from "./people.fixture.ts";
import { verdictOf } from "./verdict.ts";
import { verificationsOf } from "./verifications.ts";

const called = (name: string) => fusions.find((fusion) => fusion.name === name)!;

function compared(drawn: Drawn, names: readonly string[], rates = [1e-2, 1e-3]) {
  const gallery = galleryOf(drawPeople(drawn));
  const enrolments = enrolmentsOf(gallery.subjects, 3, { shuffles: 2, random: seeded(1) });
  const scores = names.map((name) => verificationsOf(gallery, enrolments, called(name)));
  return compare(scores, rates, { rounds: 100, seed: 1 });
}

test("what is better is found to be: where pictures differ by noise alone, the centroid averages it out", () => {
  const [, centroid] = compared({ people: 40, pictures: 6, spread: 0.8 }, ["nearest", "centroid"]);
  expect(verdictOf([centroid!])).toBe("better");
});

test("quality helps where it tells", () => {
  const bad = { people: 40, pictures: 6, spread: 0.5, badSpread: 3 };
  const [, weighted] = compared(bad, ["centroid", "centroid, weighted by quality"]);
  expect(verdictOf([weighted!])).toBe("better");
});

test("where it tells nothing, no difference is shown", () => {
  const [, weighted] = compared({ people: 20, pictures: 6, spread: 0.8 }, ["mean", "mean, weighted by quality"]);
  expect(verdictOf([weighted!])).toBe("no difference shown");
});

test("what is worse at one rate is not better for another", () => {
  const drawn = { people: 40, pictures: 6, spread: 0.8 };
  const [, better] = compared(drawn, ["nearest", "centroid"]);
  const [, worse] = compared(drawn, ["centroid", "nearest"]);
  expect(verdictOf([worse!])).toBe("worse");
  expect(verdictOf([better!, worse!])).toBe("worse");
});

test("counts go with the rates, and differences are from the first", () => {
  const [first, other] = compared({ people: 20, pictures: 6, spread: 0.8 }, ["nearest", "mean"]);
  for (const { mated, nonMated, atRates } of [first!, other!]) {
    for (const { rate, falseMatches, missed, fnmr } of atRates) {
      expect(falseMatches).toBeLessThanOrEqual(rate * nonMated);
      // Pictures that are enrolled twice tie.
      expect(falseMatches).toBeGreaterThan(rate * nonMated - 5);
      expect(missed / mated).toBeCloseTo(fnmr.value, 12);
      expect(fnmr.interval[0]).toBeLessThanOrEqual(fnmr.value);
      expect(fnmr.interval[1]).toBeGreaterThanOrEqual(fnmr.value);
    }
  }
  expect(first!.atRates[0]!.more).toEqual({ value: 0, interval: [0, 0] });
  const difference = other!.atRates[0]!.fnmr.value - first!.atRates[0]!.fnmr.value;
  expect(other!.atRates[0]!.more.value).toBeCloseTo(difference, 12);
});
