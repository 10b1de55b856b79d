import { expect, test } from "vitest";
import { pool } from "./pool.ts";

function sizes(most: number) {
  const freed: number[] = [];
  return { freed, idle: pool<number>({ bytes: (size) => size, free: (size) => freed.push(size), most }) };
}

test("what was given is taken again, once, if it fits", () => {
  const { idle } = sizes(100);
  idle.give(10);
  idle.give(20);
  expect(idle.take((size) => size === 30)).toBeUndefined();
  expect(idle.take((size) => size === 10)).toBe(10);
  expect(idle.take((size) => size === 10)).toBeUndefined();
});

test("above its limit it frees what was given first", () => {
  const { idle, freed } = sizes(50);
  for (const size of [20, 21, 22]) idle.give(size);
  expect(freed).toEqual([20]);
  idle.give(60);
  expect(freed).toEqual([20, 21, 22, 60]);
});

test("closed it frees what lies idle, and what comes back later", () => {
  const { idle, freed } = sizes(50);
  idle.give(5);
  idle.close();
  idle.give(7);
  expect(freed).toEqual([5, 7]);
  expect(idle.take(() => true)).toBeUndefined();
});
