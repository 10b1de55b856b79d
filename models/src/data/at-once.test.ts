import { expect, test } from "vitest";
import { someAtOnce } from "./at-once.ts";

test("everything is done once", async () => {
  const done: number[] = [];
  await someAtOnce(20, async (index) => {
    await Promise.resolve();
    done.push(index);
  });
  expect(done.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, i) => i));
  const atOnce: number[] = [];
  await someAtOnce(3, (index) => void atOnce.push(index));
  expect(atOnce).toEqual([0, 1, 2]);
});

test("after a failure nothing new is begun, and what was begun is waited for", async () => {
  const begun: number[] = [];
  const ended: number[] = [];
  const work = async (index: number) => {
    begun.push(index);
    if (index === 2) throw new Error("third");
    await new Promise((resolve) => setTimeout(resolve, 5));
    ended.push(index);
  };
  await expect(someAtOnce(100, work)).rejects.toThrow("third");
  expect(begun.length).toBeLessThan(10);
  expect(ended).toEqual(begun.filter((index) => index !== 2));
});
