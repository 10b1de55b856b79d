import { expect, test } from "vitest";
import { seeded } from "../random.ts";
import { drawInPlace } from "./draw.ts";

test("every ordered pair out of three comes about as often", () => {
  const counts = new Map<string, number>();
  const random = seeded(1);
  for (let i = 0; i < 6000; i++) {
    const pair = drawInPlace(Int32Array.of(1, 2, 3), 2, random).join();
    counts.set(pair, (counts.get(pair) ?? 0) + 1);
  }
  expect(counts.size).toBe(6);
  for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(150);
});

test("the list keeps all its items", () => {
  const list = Int32Array.from({ length: 20 }, (_, i) => i);
  expect(drawInPlace(list, 5, seeded(1))).toEqual(list.subarray(0, 5));
  expect(list.toSorted()).toEqual(Int32Array.from({ length: 20 }, (_, i) => i));
});
