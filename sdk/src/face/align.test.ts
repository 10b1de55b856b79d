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

test("a template of five points goes by the middles of the eyes, the nose and the corners of the mouth", () => {
  const landmarks = Array.from({ length: 68 }, () => ({ x: NaN, y: NaN }));
  const place = (index: number, x: number, y: number) => void (landmarks[index] = { x, y });
  for (let n = 0; n < 6; n++) {
    // Around (20, 30) and (60, 30), each eye's marks balance.
    place(36 + n, 20 + (n % 2 ? 3 : -3), 30 + Math.floor(n / 2) - 1);
    place(42 + n, 60 + (n % 2 ? 3 : -3), 30 + Math.floor(n / 2) - 1);
  }
  place(30, 40, 50);
  place(48, 25, 70);
  place(54, 55, 70);
  const points = [[0, 10, 15], [1, 30, 15], [2, 20, 25], [3, 12.5, 35], [4, 27.5, 35]] as const;
  const { a, b, dx, dy } = align(landmarks, { alignment: { landmarks: "five-points", points } });
  for (const [actual, wanted] of [[a, 0.5], [b, 0], [dx, 0], [dy, 0]] as const) expect(actual).toBeCloseTo(wanted, 9);
});
