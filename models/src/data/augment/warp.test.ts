import { expect, test } from "vitest";
import { seeded } from "../../random.ts";
import type { Pixels } from "../pixels.ts";
import { rotated } from "./rotate.ts";
import { smoothField } from "./smooth-field.ts";
import { warp } from "./warp.ts";

const side = 16;
const blob: Pixels = {
  data: Uint8Array.from({ length: side * side }, (_, i) =>
    Math.round(255 * Math.exp(-(((i % side) - 6) ** 2 + (Math.floor(i / side) - 8) ** 2) / 8)),
  ),
  width: side,
  height: side,
  channels: 1,
};

/** The draws in turn are -1, 0 or 1 of the most: angle, two scales, shear, two shifts. */
const draws = (...parts: number[]) => ({ ...seeded(1), uniform: () => (parts.shift()! + 1) / 2 });

const centre = ({ data }: Pixels) => {
  const sum = data.reduce((a, b) => a + b);
  const mean = (of: (i: number) => number) => data.reduce((total, value, i) => total + value * of(i), 0) / sum;
  return [mean((i) => i % side), mean((i) => Math.floor(i / side))];
};

test("with nothing to do the picture stays as it is", () => {
  expect(warp(blob, seeded(3), { op: "warp" }).data).toEqual(blob.data);
});

test("turned alone, it is what rotate makes of it", () => {
  const turned = warp(blob, draws(1, 0, 0, 0, 0, 0), { op: "warp", degrees: 20 });
  const others = [rotated(blob, Math.PI / 9, 0), rotated(blob, -Math.PI / 9, 0)];
  const apart = others.map(({ data }) => Math.max(...data.map((value, i) => Math.abs(value - turned.data[i]!))));
  expect(Math.min(...apart)).toBeLessThanOrEqual(1);
});

test("a shift moves the middle by its part of the side", () => {
  const [x, y] = centre(warp(blob, draws(0, 0, 0, 0, 1, -1), { op: "warp", shift: 1 / 16 }));
  expect(x).toBeCloseTo(centre(blob)[0]! - 1, 1);
  expect(y).toBeCloseTo(centre(blob)[1]! + 1, 1);
});

test("a scale draws from farther out, so what is there grows smaller", () => {
  const sum = ({ data }: Pixels) => data.reduce((a, b) => a + b);
  const scaled = warp(blob, draws(0, 1, 1, 0, 0, 0), { op: "warp", scale: Math.log(1.25) });
  expect(sum(scaled) / sum(blob)).toBeCloseTo(1 / 1.25 ** 2, 1);
});

test("what comes in from outside is the fill", () => {
  const shifted = warp(blob, draws(0, 0, 0, 0, 1, 0), { op: "warp", shift: 0.5, fill: 200 });
  expect(shifted.data[side * 8 + side - 1]).toBe(200);
});

test("bending moves parts of the picture differently, the same way for the same seed", () => {
  const bent = (seed: number) => warp(blob, seeded(seed), { op: "warp", bend: 0.05 }).data;
  expect(bent(1)).toEqual(bent(1));
  expect(bent(1)).not.toEqual(bent(2));
  expect(bent(1)).not.toEqual(blob.data);
});

test("a field is smooth, of mean 0 and deviation 1 over many", () => {
  const fields = Array.from({ length: 200 }, (_, seed) => smoothField(20, 10, seeded(seed)));
  const values = fields.flatMap((field) => [...field]);
  const mean = values.reduce((a, b) => a + b) / values.length;
  expect(mean).toBeCloseTo(0, 1);
  expect(Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length)).toBeCloseTo(1, 1);
  const steps = fields.flatMap((field) => [...field.subarray(1, 20)].map((value, i) => Math.abs(value - field[i]!)));
  expect(Math.max(...steps)).toBeLessThan(1);
});
