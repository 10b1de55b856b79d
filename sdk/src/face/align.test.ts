import { expect, test } from "vitest";
import { embedderCard } from "../core/card.fixture.ts";
import { apply, invert, type Point } from "../core/index.ts";
import { align } from "./align.ts";

// A chip of 8 pixels; points 36, 45 and 30 of the face have their places in it.
const card = embedderCard();

/** 68 points, of which those of the card lie as the template says, moved by `move`. */
function landmarks(move: (point: Point) => Point): Point[] {
  const points = Array.from({ length: 68 }, () => ({ x: NaN, y: NaN }));
  for (const [index, x, y] of card.alignment.points) points[index] = move({ x, y });
  return points;
}

test("a face that lies as the template says is taken as it is, by the card's landmarks alone", () => {
  const { a, b, dx, dy } = align(landmarks((point) => point), card);
  for (const [actual, wanted] of [[a, 1], [b, 0], [dx, 0], [dy, 0]] as const) expect(actual).toBeCloseTo(wanted, 9);
});

test("a face that is turned, larger and elsewhere is brought to the same place", () => {
  const moved = { a: 1.5, b: 0.8, dx: 12, dy: 6 };
  const back = align(landmarks((point) => apply(moved, point)), card);
  const wanted = invert(moved);
  for (const part of ["a", "b", "dx", "dy"] as const) expect(back[part]).toBeCloseTo(wanted[part], 9);
});
