import { expect, test } from "vitest";
import { allFinite } from "./all-finite.ts";

test.each([Number.NaN, Infinity, -Infinity])("%f anywhere is found", (value) => {
  for (const at of [0, 1, 2]) expect(allFinite(new Float32Array(3).fill(value, at, at + 1))).toBe(false);
});

test("the largest numbers, zeros and nothing are finite", () => {
  expect(allFinite(Float64Array.of(Number.MAX_VALUE, -Number.MAX_VALUE, 0, -0))).toBe(true);
  expect(allFinite(new Float64Array())).toBe(true);
});
