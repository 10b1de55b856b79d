import { expect, test } from "vitest";
import { ultraFaceOutput } from "../core/card.fixture.ts";
import { decodeUltraFace } from "./ultraface.ts";

// Strides 8 and 16, priors [10, 20] and [40]. An input of 60 x 30 has maps of 8 x 4 and 4 x 2 cells.
const size = { width: 60, height: 30 };
const firstOfSecondMap = 8 * 4 * 2;
const priors = firstOfSecondMap + 4 * 2;

interface Hit {
  readonly prior: number;
  readonly score: number;
  readonly offsets?: readonly number[];
}

function outputs(...hits: Hit[]) {
  const scores = new Float32Array(priors * 2);
  const boxes = new Float32Array(priors * 4);
  for (let i = 0; i < priors; i++) scores[i * 2] = 1;
  for (const { prior, score, offsets = [0, 0, 0, 0] } of hits) {
    scores.set([1 - score, score], prior * 2);
    boxes.set(offsets, prior * 4);
  }
  return { scores: { data: scores, shape: [1, priors, 2] }, boxes: { data: boxes, shape: [1, priors, 4] } };
}

test("background is no face", () => {
  expect(decodeUltraFace(ultraFaceOutput, outputs(), size, 0.5)).toEqual([]);
});

test.each([
  { what: "the first prior of all", prior: 0, box: { x: -1.25, y: -1.25, width: 10, height: 10 } },
  // Row 1, column 2, the larger size: its centre is at (2.5, 1.5) cells of 7.5.
  {
    what: "a prior inside a map",
    prior: (1 * 8 + 2) * 2 + 1,
    box: { x: 8.75, y: 1.25, width: 20, height: 20 },
  },
  {
    what: "one higher than the input, cut to it",
    prior: firstOfSecondMap,
    box: { x: -12.5, y: -7.5, width: 40, height: 30 },
  },
  { what: "the last prior of all", prior: priors - 1, box: { x: 32.5, y: 7.5, width: 40, height: 30 } },
])("without offsets a face lies where its prior does: $what", ({ prior, box }) => {
  expect(decodeUltraFace(ultraFaceOutput, outputs({ prior, score: 0.75 }), size, 0.5)).toEqual([
    { box, score: 0.75 },
  ]);
});

test("offsets move the centre by parts of the prior and scale its sides, by the card's variances", () => {
  // 0.1 x 5 x 20 to the right, 0.1 x -2 x 20 down; e^(0.2 x 5) times as wide, e^(0.2 x -5) times as high.
  const hit = { prior: (1 * 8 + 2) * 2 + 1, score: 1, offsets: [5, -2, 5, -5] };
  const [{ box } = { box: undefined }] = decodeUltraFace(ultraFaceOutput, outputs(hit), size, 0.5);
  const [width, height] = [20 * Math.E, 20 / Math.E];
  expect(box?.width).toBeCloseTo(width, 4);
  expect(box?.height).toBeCloseTo(height, 4);
  expect(box?.x).toBeCloseTo(18.75 + 10 - width / 2, 4);
  expect(box?.y).toBeCloseTo(11.25 - 4 - height / 2, 4);
});

test("a score at the threshold is a face, one below it is none", () => {
  const found = decodeUltraFace(
    ultraFaceOutput,
    outputs({ prior: 0, score: 0.5 }, { prior: 2, score: 0.4375 }),
    size,
    0.5,
  );
  expect(found.map(({ score }) => score)).toEqual([0.5]);
});
