import { expect, test } from "vitest";
import { bootstrapByPerson } from "./bootstrap.ts";
import { errorRates, type Comparisons } from "./error-rates.ts";
import { seeded } from "../src/core/seeded.fixture.ts";

/** Scores by a rule on the two pictures' numbers. */
function compared(people: string[], score: (i: number, j: number) => number): Comparisons {
  return { people, scores: people.flatMap((_, i) => people.slice(0, i).map((_, j) => score(i, j))) };
}

const people = ["ada", "ada", "bob", "bob", "eve", "eve"];

test("people who are told apart have no errors", () => {
  const told = compared(people, (i, j) => (people[i] === people[j] ? 0.9 : 0.1));
  expect(errorRates(told)).toEqual({ mated: 3, nonMated: 12, eer: 0, tar: 1 });
});

test("scores that say nothing are as bad as guessing", () => {
  const { eer, tar } = errorRates(compared(people, () => 0.5));
  expect(eer).toBe(0.5);
  expect(tar).toBe(0);
});

test("the rates meet where as many pass falsely as are missed", () => {
  // One of four mated pairs is below one of four non-mated pairs, which is above all else.
  const four = ["a", "a", "b", "b"];
  const scores = compared(four, (i, j) => {
    if (four[i] === four[j]) return i === 1 ? 0.9 : 0.2;
    return i === 2 && j === 0 ? 0.5 : 0.1;
  });
  // Above 0.5: FMR 0, FNMR 1/2. At 0.5: FMR 1/4, FNMR 1/2. At 0.2: FMR 1/4, FNMR 0; the last two are as near.
  expect(errorRates(scores)).toMatchObject({ mated: 2, nonMated: 4, eer: 0.375, tar: 0.5 });
});

test("a picture without a face is a miss, unless only acquired pictures count", () => {
  const failing = compared(people, (i, j) => {
    if (i === 5 || j === 5) return -Infinity;
    return people[i] === people[j] ? 0.9 : 0.1;
  });
  expect(errorRates(failing)).toMatchObject({ mated: 3, nonMated: 12, tar: 2 / 3 });
  expect(errorRates(failing).eer).toBeGreaterThan(0.1);
  expect(errorRates(failing, { acquiredOnly: true })).toEqual({ mated: 2, nonMated: 8, eer: 0, tar: 1 });
});

test("who is drawn twice counts twice", () => {
  const told = compared(people, (i, j) => (people[i] === people[j] ? 0.9 : 0.1));
  const weights = new Map([["ada", 2], ["bob", 1]]);
  expect(errorRates(told, { weights })).toMatchObject({ mated: 3, nonMated: 8 });
});

test("the interval holds the rate, and a seed repeats it", () => {
  const many = Array.from({ length: 60 }, (_, i) => `p${Math.floor(i / 3)}`);
  const random = seeded(7);
  const noisy = compared(many, (i, j) => random() + (many[i] === many[j] ? 0.7 : 0));
  const { eer } = errorRates(noisy);
  const interval = bootstrapByPerson(noisy, { samples: 100, random: seeded(1) });
  expect(interval.eer[0]).toBeLessThan(eer);
  expect(interval.eer[1]).toBeGreaterThan(eer);
  expect(bootstrapByPerson(noisy, { samples: 100, random: seeded(1) })).toEqual(interval);
});
