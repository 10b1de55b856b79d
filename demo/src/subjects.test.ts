import { expect, test } from "vitest";
import type { Person } from "./shot.ts";
import { subjectsOf } from "./subjects.ts";

const called = (name: string): Person => ({ name, candidates: [], probes: () => [] });

test("people have readable identifiers, and no two the same", async () => {
  const people = ["Ada Lovelace", "ada lovelace", "ADA  LOVELACE", "张伟"].map(called);
  const subjects = [...(await subjectsOf(people)).values()];
  expect(subjects.slice(0, 3)).toEqual(["ada-lovelace", "ada-lovelace~2", "ada-lovelace~3"]);
  expect(new Set(subjects).size).toBe(4);
  for (const subject of subjects) expect(subject).toMatch(/^[A-Za-z0-9][A-Za-z0-9._~-]{0,127}$/);
});
