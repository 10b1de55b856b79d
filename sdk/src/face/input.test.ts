import { expect, test } from "vitest";
import type { InputSpec } from "../core/index.ts";
import { toInput } from "./input.ts";

const two = { width: 2, height: 1, data: Uint8Array.of(10, 20, 30, 255, 40, 50, 60, 255) };
const spec: InputSpec = { tensor: "image", channels: "rgb", mean: [0, 0, 0], divisor: 1 };

test("each channel is a plane of its own, rows first", () => {
  expect(toInput([two], spec)).toEqual({
    data: Float32Array.of(10, 40, 20, 50, 30, 60),
    shape: [1, 3, 1, 2],
  });
});

test("the card says whether red or blue comes first", () => {
  expect([...toInput([two], { ...spec, channels: "bgr" }).data]).toEqual([30, 60, 20, 50, 10, 40]);
});

test("the mean is taken off in the order of the planes, then what is left is divided", () => {
  const normalised = { ...spec, mean: [10, 20, 30], divisor: 10 } as const;
  expect([...toInput([two], normalised).data]).toEqual([0, 3, 0, 3, 0, 3]);
  expect([...toInput([two], { ...normalised, channels: "bgr" }).data]).toEqual([2, 5, 0, 3, -2, 1]);
});

test("pictures of a batch follow one another; alpha is left out", () => {
  const one = (value: number) => ({
    width: 1,
    height: 1,
    data: Uint8Array.of(value, value + 1, value + 2, 99),
  });
  expect(toInput([one(1), one(7)], spec)).toEqual({
    data: Float32Array.of(1, 2, 3, 7, 8, 9),
    shape: [2, 3, 1, 1],
  });
});
