import { expect, test } from "vitest";
import type { Pixels } from "../pixels.ts";
import { fitInk } from "./fit-ink.ts";

/** A bar of ink on paper. */
function bar(side: number, x: number, y: number, width: number, height: number): Pixels {
  const isInk = (i: number) => i % side >= x && i % side < x + width && Math.floor(i / side) >= y && Math.floor(i / side) < y + height;
  return { data: Uint8Array.from({ length: side * side }, (_, i) => (isInk(i) ? 255 : 0)), width: side, height: side, channels: 1 };
}

const rows = ({ data, width }: Pixels) => Array.from({ length: data.length / width }, (_, y) => [...data.subarray(y * width, (y + 1) * width)]);

test("place and size make no difference, proportions do", () => {
  const fitted = fitInk(bar(40, 3, 20, 10, 6), { op: "fit-ink", size: 12 });
  // Shrunk to half, its edges are soft.
  const larger = fitInk(bar(60, 40, 2, 20, 12), { op: "fit-ink", size: 12 });
  expect(larger.data.map((value) => (value > 127 ? 255 : 0))).toEqual(fitted.data);
  expect(rows(fitted)[6]).toEqual([0, ...Array(10).fill(255), 0]);
  expect(rows(fitted)[1]).toEqual(Array(12).fill(0));
  const tall = fitInk(bar(40, 3, 20, 6, 10), { op: "fit-ink", size: 12 });
  expect(tall.data).not.toEqual(fitted.data);
});

test("the margin is left free, also where the drawing touches the edge of the picture", () => {
  const fitted = fitInk(bar(10, 0, 0, 10, 10), { op: "fit-ink", size: 20, margin: 0.5 });
  expect(rows(fitted)[0]).toEqual(Array(20).fill(0));
  expect(rows(fitted)[10]!.filter((value) => value === 255)).toHaveLength(10);
});

test("what is fainter than the threshold does not count, and an empty sheet stays one", () => {
  const faint = bar(10, 0, 0, 10, 10);
  const stained = { ...bar(10, 4, 4, 2, 2), data: bar(10, 4, 4, 2, 2).data.map((value) => Math.max(value, 20)) };
  expect(Math.max(...fitInk({ ...faint, data: faint.data.map(() => 20) }, { op: "fit-ink", size: 4 }).data)).toBe(20);
  expect(fitInk(stained, { op: "fit-ink", size: 4, margin: 0 }).data).toEqual(new Uint8Array(16).fill(255));
});
