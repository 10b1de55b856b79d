import { expect, test } from "vitest";
import { randomFrom, seeded } from "./random.ts";

const draws = (random: ReturnType<typeof seeded>) => Array.from({ length: 8 }, () => random.uniform());

test("the same seeds give the same numbers, others give others", () => {
  expect(draws(seeded(1, 2))).toEqual(draws(seeded(1, 2)));
  expect(draws(seeded(1, 2))).not.toEqual(draws(seeded(2, 1)));
  expect(draws(seeded(1))).not.toEqual(draws(seeded(2)));
});

test("a state goes on as if there had been no pause", () => {
  const random = seeded(7);
  random.normal();
  const state = structuredClone(random.state());
  expect(draws(randomFrom(state))).toEqual(draws(random));
});

test("whole numbers are below the limit and reach each value about as often", () => {
  const random = seeded(3);
  const counts = [0, 0, 0, 0, 0];
  for (let i = 0; i < 10_000; i++) counts[random.integer(5)]!++;
  for (const count of counts) expect(Math.abs(count - 2000)).toBeLessThan(200);
});

test("the normal numbers have mean 0 and variance 1", () => {
  const random = seeded(4);
  const values = Array.from({ length: 20_000 }, () => random.normal());
  const mean = values.reduce((sum, v) => sum + v, 0) / values.length;
  const variance = values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / values.length;
  expect(Math.abs(mean)).toBeLessThan(0.03);
  expect(Math.abs(variance - 1)).toBeLessThan(0.05);
});

test("a list is in another order, with all its items", () => {
  const list = Array.from({ length: 50 }, (_, i) => i);
  const shuffled = seeded(5).shuffled(list);
  expect(shuffled).not.toEqual(list);
  expect(shuffled.toSorted((a, b) => a - b)).toEqual(list);
});
