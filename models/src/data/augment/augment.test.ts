import { describe, expect, test } from "vitest";
import { seeded } from "../../random.ts";
import type { Pixels } from "../pixels.ts";
import { pixels } from "../tiny-pictures.fixture.ts";
import { applyFixed, augment, type AugmentStep, type FixedStep } from "./step.ts";

/** 4 x 3, each pixel another value. */
const picture = pixels(4, 3, [10, 20, 30, 40, 50, 60, 70, 80, 90, 100, 110, 120]);

/** What a step does to a picture over many seeds. */
function results(step: AugmentStep, of: Pixels = picture, count = 400): Pixels[] {
  return Array.from({ length: count }, (_, seed) => augment(of, seeded(seed), [step]));
}

const distinct = (all: readonly Pixels[]) => new Set(all.map(({ data }) => data.join())).size;

/** Every step, each of which must change something sometimes. */
const steps: AugmentStep[] = [
  { op: "crop", padding: 1 },
  { op: "resized-crop", width: 3, height: 3 },
  { op: "flip" },
  { op: "colour", brightness: 0.5 },
  { op: "erase" },
  { op: "rotate", degrees: 40 },
  { op: "grey", probability: 1 },
  { op: "resize", width: 2, height: 2 },
  { op: "resize", shortSide: 5 },
  { op: "centre-crop", width: 2, height: 1 },
  { op: "invert" },
];

test.each(steps)("$op leaves its picture alone, and does the same for the same seed", (step) => {
  const coloured = pixels(4, 4, Array.from({ length: 48 }, (_, i) => i * 5), 3);
  const before = [...coloured.data];
  const all = results(step, coloured, 50);
  expect([...coloured.data]).toEqual(before);
  expect(results(step, coloured, 50)).toEqual(all);
  expect(all.some((result) => result.data.join() !== before.join())).toBe(true);
  for (const { data, width, height, channels } of all) expect(data).toHaveLength(width * height * channels);
});

test("one step follows another, with one stream of numbers", () => {
  const both = augment(picture, seeded(1), [{ op: "invert" }, { op: "centre-crop", width: 2, height: 1 }]);
  expect(both).toEqual(pixels(2, 1, [195, 185]));
});

test("a step that is none is refused", () => {
  const none = { op: "sharpen" } as unknown as FixedStep;
  expect(() => applyFixed(picture, [none])).toThrow(
    expect.objectContaining({ code: "config_invalid", message: "there is no step sharpen" }),
  );
});

describe("crop", () => {
  test("shifts in the padding, to every place about as often", () => {
    const all = results({ op: "crop", padding: 1, fill: 7 }, picture, 2700);
    const counts = Map.groupBy(all, ({ data }) => data.join());
    expect(counts.size).toBe(9);
    for (const list of counts.values()) expect(Math.abs(list.length - 300)).toBeLessThan(90);
    expect([...counts.keys()]).toContain("60,70,80,7,100,110,120,7,7,7,7,7");
  });

  test("takes a part of another size, from inside", () => {
    const parts = new Set(results({ op: "crop", width: 3, height: 2 }).map(({ data }) => data[0]));
    expect(parts).toEqual(new Set([10, 20, 50, 60]));
    expect(() => results({ op: "crop", width: 5, height: 2 })).toThrow("5 x 2 does not lie in 4 x 3 padded by 0");
  });
});

test("centre-crop takes the middle", () => {
  expect(applyFixed(picture, [{ op: "centre-crop", width: 2, height: 3 }])).toEqual(
    pixels(2, 3, [20, 30, 60, 70, 100, 110]),
  );
  const taller = { op: "centre-crop", width: 2, height: 4 } as const;
  expect(() => applyFixed(picture, [taller])).toThrow("2 x 4 does not lie in 4 x 3");
});

test("flip exchanges left and right, half of the time", () => {
  const all = results({ op: "flip" }, pixels(2, 1, [1, 2, 3, 4, 5, 6], 3), 1000);
  const flipped = all.filter(({ data }) => data.join() === "4,5,6,1,2,3").length;
  expect(Math.abs(flipped - 500)).toBeLessThan(80);
  expect(distinct(all)).toBe(2);
  expect(distinct([picture, ...results({ op: "flip", probability: 0 })])).toBe(1);
});

describe("colour", () => {
  const coloured = pixels(2, 1, [100, 50, 40, 200, 100, 150], 3);

  test("brightness multiplies, between 1 - strength and 1 + strength", () => {
    const firsts = results({ op: "colour", brightness: 0.4 }, pixels(1, 1, [100]), 2000).map(({ data }) => data[0]!);
    expect(Math.min(...firsts)).toBe(60);
    expect(Math.max(...firsts)).toBe(140);
    expect(Math.abs(firsts.reduce((a, b) => a + b) / 2000 - 100)).toBeLessThan(2);
  });

  test("contrast moves all values from or to the mean luma", () => {
    // Lumas 63.8 and 135.6, mean 99.7, as a byte 100.
    for (const { data } of results({ op: "colour", contrast: 0.3 }, coloured)) {
      const factor = (data[3]! - data[0]!) / 100;
      const expected = [...coloured.data].map((value) => 100 + factor * (value - 100));
      for (const [i, value] of expected.entries()) expect(Math.abs(data[i]! - value)).toBeLessThan(2.1);
    }
    expect(distinct(results({ op: "colour", contrast: 0.3 }, coloured))).toBeGreaterThan(30);
  });

  test("saturation keeps the luma, and leaves grey alone", () => {
    for (const { data } of results({ op: "colour", saturation: 0.3 }, coloured)) {
      expect(Math.abs(0.299 * data[0]! + 0.587 * data[1]! + 0.114 * data[2]! - 63.81)).toBeLessThan(1.1);
    }
    expect(distinct([picture, ...results({ op: "colour", saturation: 1 })])).toBe(1);
  });

  test("what would pass 255 stays there", () => {
    const all = results({ op: "colour", brightness: 1 }, pixels(1, 1, [200]));
    expect(Math.max(...all.map(({ data }) => data[0]!))).toBe(255);
  });
});

describe("erase", () => {
  const blank = pixels(20, 30, Array<number>(600).fill(9));

  test("fills one rectangle whose area and shape lie where they may", () => {
    const step = { op: "erase", probability: 1, area: [0.1, 0.3], ratio: [1, 3], fill: 200 } as const;
    for (const { data } of results(step, blank)) {
      const filled = [...data.keys()].filter((i) => data[i] === 200);
      const [xs, ys] = [filled.map((i) => i % 20), filled.map((i) => Math.floor(i / 20))];
      const [w, h] = [Math.max(...xs) - Math.min(...xs) + 1, Math.max(...ys) - Math.min(...ys) + 1];
      expect(filled).toHaveLength(w * h);
      // Whole pixels: the sides are rounded.
      expect((w - 0.5) * (h - 0.5)).toBeLessThanOrEqual(0.3 * 600);
      expect((w + 0.5) * (h + 0.5)).toBeGreaterThanOrEqual(0.1 * 600);
      expect((h - 0.5) / (w + 0.5)).toBeLessThanOrEqual(3);
      expect((h + 0.5) / (w - 0.5)).toBeGreaterThanOrEqual(1);
    }
  });

  test("fills by noise as a rule, as often as is asked for", () => {
    const all = results({ op: "erase", probability: 0.3 }, blank, 1000);
    const erased = all.filter(({ data }) => data.some((value) => value !== 9));
    expect(Math.abs(erased.length - 300)).toBeLessThan(60);
    expect(new Set(erased[0]!.data).size).toBeGreaterThan(5);
  });
});

describe("rotate", () => {
  test("every angle keeps the middle and brings in the fill from outside", () => {
    const dot = pixels(5, 5, Array.from({ length: 25 }, (_, i) => (i === 12 ? 255 : 100)));
    for (const { data } of results({ op: "rotate", degrees: 45, fill: 3 }, dot)) {
      expect(data[12]).toBe(255);
      for (const corner of [0, 4, 20, 24]) expect(data[corner]).toBeLessThanOrEqual(100);
    }
    expect(distinct(results({ op: "rotate", degrees: 45 }, dot))).toBeGreaterThan(20);
  });
});

test("grey gives all channels the luma", () => {
  const [result] = results({ op: "grey", probability: 1 }, pixels(1, 1, [100, 50, 200], 3), 1);
  expect([...result!.data]).toEqual([82, 82, 82]);
});

test("resized-crop keeps to the areas and shapes, and to the size", () => {
  const gradient = pixels(50, 50, Array.from({ length: 2500 }, (_, i) => (i % 50) * 5));
  const step = { op: "resized-crop", width: 10, height: 10, area: [0.25, 0.25], ratio: [1, 1] } as const;
  for (const { data, width, height } of results(step, gradient)) {
    expect([width, height]).toEqual([10, 10]);
    // Half of the picture's 250 in width: from the first column's middle to the last one's nine tenths of that.
    expect(Math.abs(data[9]! - data[0]! - 112.5)).toBeLessThan(4);
  }
  expect(new Set(results(step, gradient).map(({ data }) => data[0])).size).toBeGreaterThan(20);
});

test("resized-crop's ratio is width over height", () => {
  const gradient = pixels(60, 60, Array.from({ length: 3600 }, (_, i) => (i % 60) * 4));
  const step = { op: "resized-crop", width: 10, height: 10, area: [0.125, 0.125], ratio: [2, 2] } as const;
  // 450 pixels, 30 x 15: the middles of the outer columns lie nine tenths of 30 apart.
  for (const { data } of results(step, gradient, 50)) expect(Math.abs(data[9]! - data[0]! - 108)).toBeLessThan(4);
});

test("resized-crop takes the middle where no part fits", () => {
  const strip = pixels(40, 2, Array.from({ length: 80 }, (_, i) => (i % 40) * 6));
  const step = { op: "resized-crop", width: 2, height: 2, area: [1, 1], ratio: [1, 1] } as const;
  expect(results(step, strip, 1)[0]).toEqual(pixels(2, 2, [114, 120, 114, 120]));
});
