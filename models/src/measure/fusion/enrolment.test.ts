import { expect, test } from "vitest";
import { seeded } from "../../random.ts";
import { enrolmentsOf } from "./enrolment.ts";

const subjects = [0, 1, 0, 1, 0, 1, 0, 1, 1];
const enrolled = (views: number, seed = 1) => enrolmentsOf(subjects, views, { shuffles: 3, random: seeded(seed) });

test("each shuffle cuts the pictures of a subject into blocks, so that all are enrolled about equally often", () => {
  const all = enrolled(2);
  expect(all).toHaveLength(3 * (2 + 2));
  for (const { subject, views } of all) {
    expect(new Set(views).size).toBe(2);
    for (const picture of views) expect(subjects[picture]).toBe(subject);
  }
  const often = [0, 2, 4, 6].map((picture) => all.filter(({ views }) => views.includes(picture)).length);
  expect(often).toEqual([3, 3, 3, 3]);
});

test("who has fewer pictures is not enrolled", () => {
  expect(enrolled(5).map(({ subject }) => subject)).toEqual([1, 1, 1]);
});

test("the same seed enrols the same, another does not", () => {
  expect(enrolled(2)).toEqual(enrolled(2));
  expect(enrolled(2)).not.toEqual(enrolled(2, 2));
});
