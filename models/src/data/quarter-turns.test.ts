import { expect, test } from "vitest";
import { quarterTurns } from "./quarter-turns.ts";
import { pixels } from "./tiny-pictures.fixture.ts";

const picture = pixels(3, 2, [1, 2, 3, 4, 5, 6]);

test("a quarter clockwise brings the left column to the top", () => {
  expect(quarterTurns(picture, 1)).toEqual(pixels(2, 3, [4, 1, 5, 2, 6, 3]));
  expect(quarterTurns(picture, 2)).toEqual(pixels(3, 2, [6, 5, 4, 3, 2, 1]));
  expect(quarterTurns(picture, 3)).toEqual(pixels(2, 3, [3, 6, 2, 5, 1, 4]));
  expect(quarterTurns(picture, -1)).toEqual(quarterTurns(picture, 3));
});

test("channels stay together", () => {
  const coloured = pixels(2, 1, [1, 2, 3, 4, 5, 6], 3);
  expect(quarterTurns(coloured, 1)).toEqual(pixels(1, 2, [1, 2, 3, 4, 5, 6], 3));
  expect(quarterTurns(coloured, 2)).toEqual(pixels(2, 1, [4, 5, 6, 1, 2, 3], 3));
});
