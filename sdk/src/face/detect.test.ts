import { describe, expect, test } from "vitest";
import { detectorCard, ultraFaceOutput } from "../core/card.fixture.ts";
import { blankPicture, type Box, type DetectorCard, type DetectorPass, type Picture } from "../core/index.ts";
import { detect as detectIn } from "./detect.ts";
import { typedArrayPreprocessor } from "./preprocess/typed-arrays.ts";
import type { Session, Tensor } from "../runtime/session.ts";

const { prepare } = typedArrayPreprocessor();
const detect = (session: Session, card: DetectorCard, picture: Picture) => detectIn(session, card, prepare(picture));

// A grid of stride 32 with anchors of 32 x 32 and 64 x 96, for pictures fitted to 64 pixels.
const card = detectorCard();
const stride = 32;

const logit = (part: number) => Math.log(part / (1 - part));

/** A detector that answers with these boxes, in pixels of its input, and what it was shown. */
function detector(find: (input: Tensor) => { box: Box; score: number }[]) {
  const seen: Tensor[] = [];
  const session: Session = {
    run: async ({ image }) => {
      seen.push(image as Tensor);
      const [, , height, width] = image!.shape as [number, number, number, number];
      const [rows, columns] = [height / stride, width / stride];
      const data = new Float32Array(rows * columns * 10).fill(-10);
      for (const { box, score } of find(image as Tensor)) {
        const [x, y] = [(box.x + box.width / 2) / stride, (box.y + box.height / 2) / stride];
        const [column, row] = [Math.floor(x), Math.floor(y)];
        // Of two boxes in one cell the second takes the second anchor.
        let at = (row * columns + column) * 10;
        let [w, h] = [1, 1];
        if (data[at + 4]! > -10) [at, w, h] = [at + 5, 2, 3];
        const sides = [Math.log(box.width / stride / w), Math.log(box.height / stride / h)];
        data.set([logit(x - column), logit(y - row), ...sides, logit(score)], at);
      }
      return { grid: { data, shape: [1, rows, columns, 10] } };
    },
    release: async () => {},
  };
  return { session, seen };
}

const finding = (...found: { box: Box; score: number }[]) => detector(() => found).session;

/** Where the input is bright. */
function brightBox({ data, shape }: Tensor): Box {
  const [, , height, width] = shape as [number, number, number, number];
  const bright = Array.from({ length: width * height }, (_, i) => i).filter((i) => data[i]! > 127);
  const columns = bright.map((i) => i % width);
  const rows = bright.map((i) => Math.floor(i / width));
  const [x, y] = [Math.min(...columns), Math.min(...rows)];
  return { x, y, width: Math.max(...columns) - x + 1, height: Math.max(...rows) - y + 1 };
}

function pictureOf(width: number, height: number, box: Box) {
  const picture = blankPicture(width, height);
  for (let y = box.y; y < box.y + box.height; y++) {
    picture.data.fill(255, (y * width + box.x) * 4, (y * width + box.x + box.width) * 4);
  }
  return picture;
}

describe("geometry", () => {
  // To the pixel where the edges of the face fall on edges of the input's pixels, else to one of those.
  test.each([
    { what: "wide", width: 256, height: 100, box: { x: 180, y: 40, width: 40, height: 48 }, within: 0.01 },
    { what: "tall", width: 100, height: 256, box: { x: 24, y: 180, width: 60, height: 40 }, within: 0.01 },
    { what: "square", width: 128, height: 128, box: { x: 20, y: 64, width: 40, height: 40 }, within: 0.01 },
    { what: "small", width: 30, height: 32, box: { x: 14, y: 4, width: 12, height: 18 }, within: 0.01 },
    {
      what: "of an odd scale",
      width: 150,
      height: 97,
      box: { x: 90, y: 30, width: 33, height: 41 },
      within: 2.4,
    },
  ])("a face is found where it is, in a picture that is $what", async ({ width, height, box, within }) => {
    const { session } = detector((input) => [{ box: brightBox(input), score: 0.9 }]);
    const [found] = await detect(session, card, pictureOf(width, height, box));
    for (const side of ["x", "y", "width", "height"] as const) {
      expect(Math.abs(found!.box[side] - box[side]), side).toBeLessThanOrEqual(within);
    }
  });

  test.each([
    { width: 640, height: 480, shape: [1, 3, 64, 64] },
    { width: 640, height: 100, shape: [1, 3, 32, 64] },
    { width: 100, height: 640, shape: [1, 3, 64, 32] },
    { width: 1000, height: 1, shape: [1, 3, 32, 64] },
    { width: 1, height: 1, shape: [1, 3, 64, 64] },
  ])("$width x $height is fitted and padded to $shape", async ({ width, height, shape }) => {
    const { session, seen } = detector(() => []);
    await detect(session, card, blankPicture(width, height));
    expect(seen.map((input) => input.shape)).toEqual([shape]);
  });

  test.each([85, 99, 340])("the longer side is the card's, without a stripe too many: %d", async (width) => {
    const { session, seen } = detector(() => []);
    const input = { ...card.input, passes: [{ side: 416, threshold: 0.5 }] };
    await detect(session, { ...card, input }, blankPicture(width, 1));
    expect(seen[0]?.shape).toEqual([1, 3, 32, 416]);
  });

  test("the padding is black and lies at the right and the bottom", async () => {
    const { session, seen } = detector(() => []);
    await detect(session, card, pictureOf(64, 40, { x: 0, y: 0, width: 64, height: 40 }));
    const red = seen[0]!.data.subarray(0, 64 * 64);
    expect(new Set(red.subarray(0, 64 * 40))).toEqual(new Set([255]));
    expect(new Set(red.subarray(64 * 40))).toEqual(new Set([0]));
  });
});

describe("passes", () => {
  const passes = (...of: DetectorPass[]) => ({ ...card, input: { ...card.input, passes: of } });
  const small = { box: { x: 4, y: 4, width: 20, height: 20 }, score: 0.7 };

  test("are looked at one by one, the finer only in pictures that are large enough", async () => {
    const { session, seen } = detector(() => []);
    const two = passes({ side: 64, threshold: 0.5 }, { side: 128, threshold: 0.5, from: 200 });
    await detect(session, two, blankPicture(199, 10));
    expect(seen.map(({ shape }) => shape[3])).toEqual([64]);
    await detect(session, two, blankPicture(200, 10));
    expect(seen.map(({ shape }) => shape[3])).toEqual([64, 64, 128]);
  });

  test("leave boxes over their largest to a coarser one", async () => {
    const found = (largest: number) =>
      detect(finding(small), passes({ side: 64, threshold: 0.5, largest }), blankPicture(64, 64));
    expect(await found(21)).toHaveLength(1);
    expect(await found(19)).toEqual([]);
  });

  test("have thresholds of their own", async () => {
    const found = (threshold: number) =>
      detect(finding(small), passes({ side: 64, threshold }), blankPicture(64, 64));
    expect(await found(0.69)).toHaveLength(1);
    expect(await found(0.71)).toEqual([]);
  });

  test("that find the same face give it once, by the surer of them", async () => {
    // The box is where it is in the picture, whatever the scale.
    const { session } = detector(({ shape }) => {
      const scale = shape[3]! / 64;
      return [
        {
          box: { x: 4 * scale, y: 4 * scale, width: 20 * scale, height: 20 * scale },
          score: 0.5 + scale / 8,
        },
      ];
    });
    const two = passes({ side: 64, threshold: 0.5 }, { side: 128, threshold: 0.5 });
    const found = await detect(session, two, blankPicture(64, 64));
    expect(found.map(({ score }) => score.toFixed(3))).toEqual(["0.750"]);
  });
});

describe("boxes of one face", () => {
  const picture = blankPicture(64, 64);
  const face = { x: 4, y: 4, width: 20, height: 20 };
  const scoresOf = async (...found: { box: Box; score: number }[]) =>
    (await detect(finding(...found), card, picture)).map(({ score }) => score.toFixed(2));

  test("are one where they overlap more than the card says", async () => {
    // Half of each in common: a third of both together.
    const half = [
      { box: face, score: 0.9 },
      { box: { ...face, x: 14 }, score: 0.7 },
    ];
    expect(await detect(finding(...half), { ...card, overlap: 0.33 }, picture)).toHaveLength(1);
    expect(await detect(finding(...half), { ...card, overlap: 0.34 }, picture)).toHaveLength(2);
  });

  test("are not those of another face; the surest comes first", async () => {
    const apart = { ...face, x: 40 };
    expect(await scoresOf({ box: face, score: 0.6 }, { box: apart, score: 0.8 })).toEqual(["0.80", "0.60"]);
  });
});

test("a card says how its outputs are read", async () => {
  const priors = 8 * 8 * 2 + 4 * 4;
  const scores = new Float32Array(priors * 2);
  scores[1] = 0.75;
  const session: Session = {
    run: async () => ({
      scores: { data: scores, shape: [1, priors, 2] },
      boxes: { data: new Float32Array(priors * 4), shape: [1, priors, 4] },
    }),
    release: async () => {},
  };
  const found = await detect(session, { ...card, output: ultraFaceOutput }, blankPicture(128, 128));
  // The first prior, 10 pixels round (4, 4), in a picture twice as large.
  expect(found).toEqual([{ box: { x: -2, y: -2, width: 20, height: 20 }, score: 0.75 }]);
});
