import { expect, test } from "vitest";
import { embedderCard } from "../core/card.fixture.ts";
import { apply, blankPicture, invert, warp, type Point } from "../core/index.ts";
import { align } from "./align.ts";

// A chip of 8 pixels; points 36, 45 and 30 of the face have their places in it.
const card = embedderCard();
const { size } = card.input;

/** 68 points, of which those of the card lie as the template says, moved by `move`. */
function landmarks(move: (point: Point) => Point): Point[] {
  const points = Array.from({ length: 68 }, () => ({ x: NaN, y: NaN }));
  for (const [index, x, y] of card.alignment.points) points[index] = move({ x, y });
  return points;
}

const speckled = (() => {
  const picture = blankPicture(40, 40);
  for (let i = 0; i < picture.data.length; i++)
    if (i % 4 !== 3) picture.data[i] = (i * 73 + (i >> 5) * 41) % 256;
  return picture;
})();

test("a face that lies as the template says is cut out as it is, by the card's landmarks alone", () => {
  const chip = align(
    speckled,
    landmarks((point) => point),
    card,
  );
  expect(chip).toMatchObject({ width: size, height: size });
  for (let y = 0; y < size; y++) {
    const row = (width: number, data: ArrayLike<number>) =>
      Array.from(data).slice(y * width * 4, (y * width + size) * 4);
    expect(row(size, chip.data)).toEqual(row(40, speckled.data));
  }
});

test("a face that is turned, larger and elsewhere is brought to the same place", () => {
  const moved = { a: 1.5, b: 0.8, dx: 12, dy: 6 };
  const chip = align(
    speckled,
    landmarks((point) => apply(moved, point)),
    card,
  );
  const wanted = warp(speckled, invert(moved), size, size);
  expect(
    Array.from(chip.data, (value, i) => Math.abs(value - wanted.data[i]!)).every((off) => off <= 1),
  ).toBe(true);
});
