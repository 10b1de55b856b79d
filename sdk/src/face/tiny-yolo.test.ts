import { expect, test } from "vitest";
import { tinyYoloOutput } from "../core/card.fixture.ts";
import { decodeTinyYolo } from "./tiny-yolo.ts";

// Stride 32, anchors 1 x 1 and 2 x 3, on a grid of 2 rows and 3 columns.
const [rows, columns, perCell] = [2, 3, 2 * 5];

function outputs(...hits: { row: number; column: number; anchor: number; values: number[] }[]) {
  const data = new Float32Array(rows * columns * perCell);
  for (let at = 4; at < data.length; at += 5) data[at] = -10;
  for (const { row, column, anchor, values } of hits) {
    data.set(values, (row * columns + column) * perCell + anchor * 5);
  }
  return { grid: { data, shape: [1, rows, columns, perCell] } };
}

const sigmoid = (value: number) => 1 / (1 + Math.exp(-value));

test("a low objectness is no face", () => {
  expect(decodeTinyYolo(tinyYoloOutput, outputs(), 0.5)).toEqual([]);
});

test("with zeros a face is its anchor in the middle of its cell", () => {
  const found = decodeTinyYolo(
    tinyYoloOutput,
    outputs(
      { row: 0, column: 2, anchor: 0, values: [0, 0, 0, 0, 2] },
      { row: 1, column: 0, anchor: 1, values: [0, 0, 0, 0, 3] },
    ),
    0.5,
  );
  expect(found.map(({ box }) => box)).toEqual([
    { x: 64, y: 0, width: 32, height: 32 },
    { x: -16, y: 0, width: 64, height: 96 },
  ]);
  expect(found[0]?.score).toBeCloseTo(sigmoid(2), 6);
  expect(found[1]?.score).toBeCloseTo(sigmoid(3), 6);
});

test("the centre stays in its cell, and the sides scale as exponentials", () => {
  const hit = { row: 1, column: 1, anchor: 0, values: [3, -3, 1, -1, 5] };
  const [{ box } = { box: undefined }] = decodeTinyYolo(tinyYoloOutput, outputs(hit), 0.5);
  const [width, height] = [32 * Math.E, 32 / Math.E];
  expect(box?.width).toBeCloseTo(width, 4);
  expect(box?.height).toBeCloseTo(height, 4);
  expect(box?.x).toBeCloseTo((1 + sigmoid(3)) * 32 - width / 2, 4);
  expect(box?.y).toBeCloseTo((1 + sigmoid(-3)) * 32 - height / 2, 4);
});

test("a score at the threshold is a face", () => {
  const hit = { row: 0, column: 0, anchor: 0, values: [0, 0, 0, 0, 0] };
  expect(decodeTinyYolo(tinyYoloOutput, outputs(hit), 0.5)).toHaveLength(1);
});
