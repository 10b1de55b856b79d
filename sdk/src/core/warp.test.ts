import { describe, expect, test } from "vitest";
import { blankPicture, type Picture } from "./picture.ts";
import { apply, invert, scaleAndShift } from "./similarity.ts";
import { warp } from "./warp.ts";

/** A grey picture, each pixel by a function of its place. */
function draw(width: number, height: number, luminance: (x: number, y: number) => number): Picture {
  const picture = blankPicture(width, height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++)
      picture.data.fill(luminance(x, y), (y * width + x) * 4, (y * width + x) * 4 + 3);
  }
  return picture;
}

const at = (picture: Picture, x: number, y: number) => picture.data[(y * picture.width + x) * 4]!;

/** The scale by which pixel areas, not pixel centres, are laid on each other. */
const shrink = (factor: number) => scaleAndShift(1 / factor, (1 / factor - 1) / 2, (1 / factor - 1) / 2);

const speckled = draw(9, 7, (x, y) => (x * 67 + y * 129 + x * y * 31) % 256);
const smooth = (x: number, y: number) => 128 + 60 * Math.sin(x / 9) + 60 * Math.cos(y / 7);

test("the identity changes nothing", () => {
  expect([...warp(speckled, scaleAndShift(1), 9, 7).data]).toEqual([...speckled.data]);
});

test("a shift by whole pixels is exact, and what lies outside is black and opaque", () => {
  const shifted = warp(speckled, scaleAndShift(1, 2, -1), 9, 7);
  for (let y = 0; y < 7; y++) {
    for (let x = 0; x < 9; x++) {
      expect(at(shifted, x, y)).toBe(x >= 2 && y < 6 ? at(speckled, x - 2, y + 1) : 0);
      expect(shifted.data[(y * 9 + x) * 4 + 3]).toBe(255);
    }
  }
});

test("a shift by half a pixel is the mean of two, and fades at the edge", () => {
  const shifted = warp(
    draw(2, 1, (x) => (x === 0 ? 100 : 200)),
    scaleAndShift(1, 0.5),
    3,
    1,
  );
  expect([0, 1, 2].map((x) => at(shifted, x, 0))).toEqual([50, 150, 100]);
});

test("a quarter turn puts each pixel where the similarity says", () => {
  const quarter = { a: 0, b: 1, dx: 6, dy: 0 };
  const turned = warp(speckled, quarter, 7, 9);
  for (let y = 0; y < 7; y++) {
    for (let x = 0; x < 9; x++) {
      const to = apply(quarter, { x, y });
      expect(at(turned, to.x, to.y)).toBe(at(speckled, x, y));
    }
  }
});

test("a turned picture comes back by the inverse", () => {
  const picture = draw(80, 80, smooth);
  const turn = { a: Math.cos(0.5), b: Math.sin(0.5), dx: 40, dy: 10 };
  const back = warp(warp(picture, turn, 160, 160), invert(turn), 80, 80);
  for (let y = 5; y < 75; y++) {
    for (let x = 5; x < 75; x++) expect(Math.abs(at(back, x, y) - at(picture, x, y))).toBeLessThanOrEqual(3);
  }
});

describe("shrinking", () => {
  test.each([2, 4, 8, 10, 16])(
    "a checkerboard by %d gives grey, not a pattern that was never there",
    (factor) => {
      const board = draw(160, 160, (x, y) => ((x + y) % 2) * 255);
      const small = warp(board, shrink(factor), 160 / factor, 160 / factor);
      for (let y = 0; y < small.height; y++) {
        for (let x = 0; x < small.width; x++)
          expect(Math.abs(at(small, x, y) - 127.5)).toBeLessThanOrEqual(1);
      }
    },
  );

  test.each([1.5, 3, 4, 5, 7, 20])("by %d leaves everything in its place", (factor) => {
    // On a ramp, a place is a luminance: half a pixel off would show.
    const ramp = draw(240, 240, (x, y) => (x + y) / 2);
    const side = Math.floor(240 / factor);
    const small = warp(ramp, shrink(factor), side, side);
    const place = (pixel: number) => (pixel + 0.5) * factor - 0.5;
    for (let y = 1; y < side - 1; y++) {
      for (let x = 1; x < side - 1; x++) {
        expect(Math.abs(at(small, x, y) - (place(x) + place(y)) / 2)).toBeLessThanOrEqual(1.5);
      }
    }
  });

  test("a part of a large picture is drawn from its own place", () => {
    const ramp = draw(300, 200, (x, y) => (x + y) / 2);
    const { a, dx, dy } = shrink(4);
    const part = warp(ramp, scaleAndShift(a, dx - 40, dy - 20), 10, 10);
    for (let y = 0; y < 10; y++) {
      for (let x = 0; x < 10; x++) {
        const [px, py] = [(x + 40.5) * 4 - 0.5, (y + 20.5) * 4 - 0.5];
        expect(Math.abs(at(part, x, y) - (px + py) / 2)).toBeLessThanOrEqual(1.5);
      }
    }
  });

  test("what lies outside altogether is black and opaque", () => {
    const outside = warp(
      draw(40, 40, () => 200),
      scaleAndShift(0.1, 1000, -1000),
      3,
      3,
    );
    expect([...outside.data]).toEqual([...blankPicture(3, 3).data]);
  });

  test("a picture one pixel wide keeps its pixels", () => {
    const line = warp(
      draw(1, 64, () => 90),
      scaleAndShift(1 / 16),
      1,
      4,
    );
    expect([0, 1, 2, 3].map((y) => at(line, 0, y))).toEqual([90, 90, 90, 90]);
  });
});
