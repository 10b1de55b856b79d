import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { blankPicture, crop, halve, overlap, type Box } from "./picture.ts";

/** A grey picture from its rows. */
function grey(...rows: number[][]) {
  const data = rows.flat().flatMap((value) => [value, value, value, 255]);
  return { width: rows[0]!.length, height: rows.length, data: Uint8Array.from(data) };
}

const reds = ({ data }: { data: ArrayLike<number> }) => Array.from(data).filter((_, i) => i % 4 === 0);

test("a blank picture is black and opaque", () => {
  expect([...blankPicture(2, 1).data]).toEqual([0, 0, 0, 255, 0, 0, 0, 255]);
});

test("crop takes a part, each pixel as it was", () => {
  const part = crop(grey([1, 2, 3], [4, 5, 6], [7, 8, 9]), { x: 1, y: 1, width: 2, height: 2 });
  expect(part).toMatchObject({ width: 2, height: 2 });
  expect(reds(part)).toEqual([5, 6, 8, 9]);
});

describe("halve", () => {
  test("makes each pixel the mean of four", () => {
    const half = halve(grey([0, 100, 8, 8], [200, 100, 8, 9]));
    expect(half).toMatchObject({ width: 2, height: 1 });
    expect(reds(half)).toEqual([100, 8]);
  });

  test("keeps the channels apart", () => {
    const four = [10, 20, 30, 255, 30, 40, 50, 255, 10, 20, 30, 255, 30, 40, 50, 255];
    expect([...halve({ width: 2, height: 2, data: Uint8Array.from(four) }).data]).toEqual([20, 30, 40, 255]);
  });

  test("drops an odd last row and column", () => {
    const half = halve(grey([1, 1, 99], [1, 1, 99], [99, 99, 99]));
    expect(half).toMatchObject({ width: 1, height: 1 });
    expect(reds(half)).toEqual([1]);
  });

  test("never makes a side shorter than one pixel", () => {
    expect(reds(halve(grey([10], [20])))).toEqual([15]);
    expect(reds(halve(grey([10, 20])))).toEqual([15]);
    expect(reds(halve(grey([7])))).toEqual([7]);
  });
});

describe("overlap", () => {
  const square = { x: 0, y: 0, width: 10, height: 10 };
  const box: fc.Arbitrary<Box> = fc.record({
    x: fc.integer({ min: -20, max: 20 }),
    y: fc.integer({ min: -20, max: 20 }),
    width: fc.integer({ min: 1, max: 20 }),
    height: fc.integer({ min: 1, max: 20 }),
  });

  test.each([
    { what: "the same box", other: square, union: 1, smaller: 1 },
    { what: "half of it", other: { ...square, height: 5 }, union: 0.5, smaller: 1 },
    { what: "moved by half its width", other: { ...square, x: 5 }, union: 1 / 3, smaller: 0.5 },
    { what: "side by side", other: { ...square, x: 10 }, union: 0, smaller: 0 },
    { what: "apart in both directions", other: { ...square, x: 20, y: 20 }, union: 0, smaller: 0 },
  ])("is a part of both together, and of the smaller one: $what", ({ other, union, smaller }) => {
    const common = overlap(square, other);
    expect(common.union).toBeCloseTo(union, 12);
    expect(common.smaller).toBeCloseTo(smaller, 12);
  });

  test("is what counting the pixels gives", () => {
    const covers = ({ x, y, width, height }: Box, px: number, py: number) =>
      px >= x && px < x + width && py >= y && py < y + height;

    fc.assert(
      fc.property(box, box, (a, b) => {
        let common = 0;
        let either = 0;
        for (let y = -20; y < 40; y++) {
          for (let x = -20; x < 40; x++) {
            common += Number(covers(a, x, y) && covers(b, x, y));
            either += Number(covers(a, x, y) || covers(b, x, y));
          }
        }
        const { union, smaller } = overlap(a, b);
        expect(union).toBeCloseTo(common / either, 12);
        expect(smaller).toBeCloseTo(common / Math.min(a.width * a.height, b.width * b.height), 12);
      }),
      { numRuns: 50 },
    );
  });
});
