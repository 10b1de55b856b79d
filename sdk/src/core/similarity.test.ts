import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Point } from "./picture.ts";
import { apply, fitSimilarity, invert, mean, scaleAndShift, type Similarity } from "./similarity.ts";

const coordinate = fc.double({ min: -100, max: 100, noNaN: true });
const point = fc.record({ x: coordinate, y: coordinate });

const similarity: fc.Arbitrary<Similarity> = fc
  .record({
    scale: fc.double({ min: 0.1, max: 10, noNaN: true }),
    angle: fc.double({ min: -Math.PI, max: Math.PI, noNaN: true }),
    dx: coordinate,
    dy: coordinate,
  })
  .map(({ scale, angle, dx, dy }) => ({ a: scale * Math.cos(angle), b: scale * Math.sin(angle), dx, dy }));

/** Points that are not all in one place. */
const cloud = fc
  .array(point, { minLength: 2, maxLength: 20 })
  .filter((points) => points.some(({ x, y }) => Math.hypot(x - points[0]!.x, y - points[0]!.y) > 1));

function expectSamePoint(actual: Point, wanted: Point) {
  expect(actual.x).toBeCloseTo(wanted.x, 6);
  expect(actual.y).toBeCloseTo(wanted.y, 6);
}

test("a quarter turn to the right, twice the size, then a shift", () => {
  // y points down, so a positive angle turns clockwise.
  expect(apply({ a: 0, b: 2, dx: 10, dy: 20 }, { x: 3, y: 1 })).toEqual({ x: 8, y: 26 });
});

test("the inverse undoes it", () => {
  fc.assert(
    fc.property(similarity, point, (t, p) => {
      expectSamePoint(apply(invert(t), apply(t, p)), p);
      expectSamePoint(apply(t, apply(invert(t), p)), p);
    }),
  );
});

describe("fitSimilarity", () => {
  test("recovers the similarity that moved the points", () => {
    fc.assert(
      fc.property(similarity, cloud, (t, points) => {
        const fitted = fitSimilarity(
          points,
          points.map((p) => apply(t, p)),
        );
        for (const p of points) expectSamePoint(apply(fitted, p), apply(t, p));
      }),
    );
  });

  test("is least squares: no step in any of the four parameters comes nearer", () => {
    const error = (t: Similarity, from: readonly Point[], to: readonly Point[]) =>
      from.reduce((sum, p, i) => {
        const q = apply(t, p);
        return sum + (q.x - to[i]!.x) ** 2 + (q.y - to[i]!.y) ** 2;
      }, 0);

    fc.assert(
      fc.property(cloud, fc.array(point, { minLength: 20, maxLength: 20 }), (from, targets) => {
        const to = targets.slice(0, from.length);
        const best = fitSimilarity(from, to);
        const least = error(best, from, to);
        for (const parameter of ["a", "b", "dx", "dy"] as const) {
          for (const step of [-0.01, 0.01]) {
            const moved = { ...best, [parameter]: best[parameter] + step };
            expect(error(moved, from, to)).toBeGreaterThan(least);
          }
        }
      }),
    );
  });

  test("mirrors nothing: a mirrored triangle is met by turning and scaling alone", () => {
    const triangle = [
      { x: 0, y: 0 },
      { x: 4, y: 0 },
      { x: 0, y: 1 },
    ];
    const { a, b } = fitSimilarity(
      triangle,
      triangle.map(({ x, y }) => ({ x: -x, y })),
    );
    // In a mirror image the x axis would stay as long as it was.
    expect(Math.hypot(a, b)).toBeLessThan(1);
  });

  test.each([
    { what: "one point", from: [{ x: 1, y: 1 }], to: [{ x: 2, y: 2 }] },
    { what: "no point", from: [], to: [] },
    {
      what: "all in one place",
      from: Array(3).fill({ x: 1, y: 1 }),
      to: [0, 1, 2].map((x) => ({ x, y: 0 })),
    },
    { what: "more than there are targets", from: [0, 1, 2].map((x) => ({ x, y: 0 })), to: [{ x: 0, y: 0 }] },
  ])("refuses points that fix no similarity: $what", ({ from, to }) => {
    expect(() => fitSimilarity(from, to)).toThrow(RangeError);
  });
});

test("scaleAndShift neither turns nor, by default, shifts", () => {
  expect(apply(scaleAndShift(3), { x: 1, y: 2 })).toEqual({ x: 3, y: 6 });
  expect(apply(scaleAndShift(3, 5, 7), { x: 1, y: 2 })).toEqual({ x: 8, y: 13 });
});

test("mean is the centre of the points", () => {
  expect(
    mean([
      { x: 0, y: 1 },
      { x: 4, y: 3 },
    ]),
  ).toEqual({ x: 2, y: 2 });
});
