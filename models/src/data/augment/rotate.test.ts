import { expect, test } from "vitest";
import { quarterTurns } from "../quarter-turns.ts";
import { pixels } from "../tiny-pictures.fixture.ts";
import { rotated } from "./rotate.ts";

const square = pixels(3, 3, [1, 2, 3, 4, 5, 6, 7, 8, 9]);

test("a quarter clockwise is a quarter turn, in colour too", () => {
  expect(rotated(square, Math.PI / 2, 0)).toEqual(quarterTurns(square, 1));
  const coloured = pixels(2, 2, Array.from({ length: 12 }, (_, i) => i), 3);
  expect(rotated(coloured, -Math.PI / 2, 0)).toEqual(quarterTurns(coloured, 3));
});

test("between pixels it is bilinear, outside it is the fill", () => {
  const line = pixels(2, 2, [0, 100, 0, 100]);
  // Turned by 45 degrees, the pixel at (0, 0) comes from (0.5 - sqrt(1/2), 0.5): left of the picture by 0.207.
  const fill = 40;
  const x = 0.5 - Math.SQRT1_2;
  expect(rotated(line, Math.PI / 4, fill).data[0]).toBe(Math.round(-x * fill));
  // And the last one from (0.5 + sqrt(1/2), 0.5), between the picture and what is right of it.
  expect(rotated(line, Math.PI / 4, fill).data[3]).toBe(Math.round(100 + (fill - 100) * -x));
  expect(rotated(pixels(1, 1, [10]), Math.PI / 4, fill).data[0]).toBe(10);
});
