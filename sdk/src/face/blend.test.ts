import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { blend } from "./blend.ts";
import type { Detection } from "./detection.ts";

const face = { x: 10, y: 20, width: 40, height: 60 };

test("boxes of one face become their mean, weighted by how sure each is; the face is as sure as the surest", () => {
  const squat = { x: 6, y: 36, width: 48, height: 44 };
  const [found, ...others] = blend([{ box: squat, score: 0.25 }, { box: face, score: 0.75 }], 0.3);
  expect(others).toEqual([]);
  expect(found).toEqual({ box: { x: 9, y: 24, width: 42, height: 56 }, score: 0.75 });
});

test("a box that nothing overlaps stays as it is, to the last digit", () => {
  const only = { box: { x: 0.1, y: 0.2, width: 0.3, height: 0.7 }, score: 0.9 };
  expect(blend([only], 0.3)).toEqual([only]);
});

test("a small box in a face is a part of it, and does not move it", () => {
  const part = { box: { x: 15, y: 25, width: 10, height: 10 }, score: 0.7 };
  const whole = { box: face, score: 0.9 };
  expect(blend([part, whole], 0.3)).toEqual([whole]);
});

test("a box between two faces is counted to the surer one alone", () => {
  const at = (x: number, score: number): Detection => ({ box: { x, y: 0, width: 10, height: 10 }, score });
  // 5 / 15 in common with its neighbours, which are side by side.
  const [left, right] = blend([at(0, 0.5), at(5, 0.5), at(10, 1)], 0.3);
  expect(right).toEqual(at(0, 0.5));
  expect(left?.box.x).toBeCloseTo(25 / 3, 9);
});

describe("for any boxes", () => {
  const part = (min: number, max: number) => fc.double({ min, max, noNaN: true });
  const detection: fc.Arbitrary<Detection> = fc.record({
    box: fc.record({ x: part(0, 50), y: part(0, 50), width: part(1, 40), height: part(1, 40) }),
    score: part(0.5, 1),
  });
  const some = fc.array(detection, { maxLength: 12 });

  test("the surest come first, and each face is as sure as some box", () => {
    fc.assert(
      fc.property(some, (boxes) => {
        const scores = blend(boxes, 0.3).map(({ score }) => score);
        expect(scores).toEqual(scores.toSorted((a, b) => b - a));
        for (const score of scores) expect(boxes.map((one) => one.score)).toContain(score);
      }),
    );
  });

  test("each side of a face lies between those of the boxes", () => {
    fc.assert(
      fc.property(some, (boxes) => {
        const rights = boxes.map(({ box }) => box.x + box.width);
        for (const { box } of blend(boxes, 0.3)) {
          expect(box.x + box.width).toBeGreaterThanOrEqual(Math.min(...rights) - 1e-9);
          expect(box.x + box.width).toBeLessThanOrEqual(Math.max(...rights) + 1e-9);
        }
      }),
    );
  });
});
