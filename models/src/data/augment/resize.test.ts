import { expect, test } from "vitest";
import { pixels } from "../tiny-pictures.fixture.ts";
import { resize, resizeTo } from "./resize.ts";

test("halving mixes under the triangle: 1 and 3 and 3 and 1 eighths", () => {
  const line = pixels(4, 1, [0, 80, 160, 240]);
  // At the ends the triangle reaches over the edge: its weights there are made whole again (3, 3, 1 of 7).
  const ends = [(3 * 80 + 160) / 7, (80 + 3 * 160 + 3 * 240) / 7];
  expect([...resizeTo(line, 2, 1).data]).toEqual(ends.map(Math.round));
});

test("enlarging is bilinear between the pixels' middles", () => {
  expect([...resizeTo(pixels(2, 1, [0, 100]), 4, 1).data]).toEqual([0, 25, 75, 100]);
});

test("the mean stays, and nothing aliases: a fine chequerboard becomes grey", () => {
  const board = pixels(64, 64, Array.from({ length: 4096 }, (_, i) => (((i % 64) + (i >> 6)) % 2) * 255));
  for (const value of resizeTo(board, 9, 11).data) expect(Math.abs(value - 127.5)).toBeLessThan(6);
});

test("the shorter side gets its length, the other follows", () => {
  const wide = pixels(20, 10, Array<number>(200).fill(5));
  expect(resize(wide, { op: "resize", shortSide: 5 })).toMatchObject({ width: 10, height: 5 });
  expect(resize(wide, { op: "resize", width: 3, height: 7 })).toEqual(pixels(3, 7, Array<number>(21).fill(5)));
});

test("any size comes out as PyTorch has it", () => {
  const picture = pixels(9, 7, Array.from({ length: 63 }, (_, i) => Math.round(127 + 100 * Math.sin((i * i) / 9))));
  // torch 1.13: interpolate(mode="bilinear", antialias=True, align_corners=False), rounded.
  expect([...resizeTo(picture, 4, 3).data]).toEqual([127, 146, 143, 131, 102, 99, 162, 134, 126, 125, 127, 77]);
  const rows = [
    [135, 177, 207, 86, 127],
    [119, 151, 150, 111, 143],
    [110, 135, 114, 159, 143],
    [98, 117, 109, 204, 127],
    [58, 61, 128, 203, 107],
    [124, 103, 138, 143, 135],
    [121, 120, 140, 133, 88],
    [106, 133, 136, 111, 53],
    [111, 150, 129, 56, 73],
  ];
  expect([...resizeTo(picture, 5, 9).data]).toEqual(rows.flat());
});
