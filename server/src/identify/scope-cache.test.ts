import { expect, test } from "vitest";
import type { Filter } from "@likeness/sdk/contract";
import { scopeCache } from "./scope-cache.ts";

function counted(templates = 1) {
  let asked = 0;
  const store = {
    change: 1,
    scopeOf: () => {
      asked++;
      return { labels: new BigInt64Array(Math.min(templates, 10)), subjects: 1, templates };
    },
  };
  return { store, scopeOf: scopeCache(store), asked: () => asked };
}

const hall = (...halls: string[]): Filter => ({ hall: { in: halls } });

test("the same filter of the same space is looked for once, in whatever order it is written", () => {
  const { scopeOf, asked } = counted();
  const first = scopeOf(1, { ...hall("7"), floor: { gte: 2 } });
  expect(scopeOf(1, { floor: { gte: 2 }, ...hall("7") }).labels).toBe(first.labels);
  scopeOf(2, { ...hall("7"), floor: { gte: 2 } });
  scopeOf(1, hall("7"));
  expect(asked()).toBe(3);
});

test("[IDX1] after a change it is looked for again", () => {
  const { store, scopeOf, asked } = counted();
  scopeOf(1, hall("7"));
  store.change++;
  scopeOf(1, hall("7"));
  scopeOf(1, hall("7"));
  expect(asked()).toBe(2);
});

test("those that were not asked for lately go, when they are too many or too large", () => {
  for (const [templates, fit] of [
    [1, 256],
    [1_000_000, 4],
  ] as const) {
    const { scopeOf, asked } = counted(templates);
    for (let n = 0; n < fit; n++) scopeOf(1, hall(String(n)));
    scopeOf(1, hall("0"));
    expect(asked()).toBe(fit);
    scopeOf(1, hall("new"));
    scopeOf(1, hall("0"));
    expect(asked()).toBe(fit + 1);
    scopeOf(1, hall("1"));
    expect(asked()).toBe(fit + 2);
  }
});
