import { expect, test } from "vitest";
import { landmarkerCard } from "../core/card.fixture.ts";
import { blankPicture, type Box, type LandmarkerCard, type Picture } from "../core/index.ts";
import { findLandmarks as findLandmarksIn } from "./landmarks.ts";
import { typedArrayPreprocessor } from "./preprocess/typed-arrays.ts";
import type { Session, Tensor } from "../runtime/session.ts";

const { prepare } = typedArrayPreprocessor();
const findLandmarks = (session: Session, card: LandmarkerCard, picture: Picture, boxes: readonly Box[]) =>
  findLandmarksIn(session, card, prepare(picture), boxes);

// Crops of 16 pixels, a quarter of the box's height below it.
const card = landmarkerCard();
const picture = blankPicture(100, 100);

/** Puts point 0 at one place of each crop, in parts of its side, and all others at its corner. */
function landmarker(place: (input: Tensor, n: number) => [x: number, y: number]): Session {
  return {
    run: async ({ image }) => {
      const crops = image!.shape[0]!;
      const data = new Float32Array(crops * 68 * 2);
      for (let n = 0; n < crops; n++) data.set(place(image as Tensor, n), n * 68 * 2);
      return { points: { data, shape: [crops, 136] } };
    },
    release: async () => {},
  };
}

const found = async (session: Session, ...boxes: Parameters<typeof findLandmarks>[3]) =>
  (await findLandmarks(session, card, picture, boxes)).map(([first, second]) => [first, second]);

test.each([
  { what: "square", box: { x: 20, y: 30, width: 40, height: 40 }, middle: [40, 60], corner: [20, 40] },
  { what: "wide", box: { x: 20, y: 30, width: 40, height: 20 }, middle: [40, 45], corner: [20, 25] },
  { what: "tall", box: { x: 20, y: 30, width: 20, height: 40 }, middle: [30, 60], corner: [10, 40] },
  {
    what: "over the edge",
    box: { x: -10, y: 90, width: 20, height: 20 },
    middle: [0, 105],
    corner: [-10, 95],
  },
])(
  "the crop of a box that is $what is the square round its middle, moved down",
  async ({ box, middle, corner }) => {
    const [[first, second] = []] = await found(
      landmarker(() => [0.5, 0.5]),
      box,
    );
    expect([first?.x, first?.y]).toEqual([expect.closeTo(middle[0]!, 4), expect.closeTo(middle[1]!, 4)]);
    expect([second?.x, second?.y]).toEqual([expect.closeTo(corner[0]!, 4), expect.closeTo(corner[1]!, 4)]);
  },
);

test("what the model points at in its crop is where it is in the picture", async () => {
  const spot = blankPicture(100, 100);
  for (let y = 43; y < 46; y++) spot.data.fill(255, (y * 100 + 57) * 4, (y * 100 + 60) * 4);
  const brightest = landmarker(({ data }) => {
    const at = data.indexOf(Math.max(...data.subarray(0, 16 * 16)));
    return [(at % 16) / 16, Math.floor(at / 16) / 16];
  });
  const box = { x: 40, y: 30, width: 32, height: 32 };
  const [[point] = []] = await findLandmarks(brightest, card, spot, [box]);
  // One pixel of the crop is two of the picture.
  expect(Math.abs(point!.x - 58)).toBeLessThanOrEqual(2);
  expect(Math.abs(point!.y - 44)).toBeLessThanOrEqual(2);
});

test("every box has its own 68 points, in the order of the boxes", async () => {
  const boxes = [10, 50].map((x) => ({ x, y: 10, width: 20, height: 20 }));
  const all = await findLandmarks(
    landmarker((_, n) => [n, n]),
    card,
    picture,
    boxes,
  );
  expect(all.map((points) => points.length)).toEqual([68, 68]);
  // The crops are as wide as the boxes.
  expect(all.map(([first]) => first?.x)).toEqual([expect.closeTo(10, 4), expect.closeTo(70, 4)]);
});

test("a point that is not finite is a fault of the model, never a landmark", async () => {
  const box = { x: 20, y: 30, width: 40, height: 40 };
  await expect(
    found(
      landmarker(() => [NaN, 0.5]),
      box,
    ),
  ).rejects.toMatchObject({ code: "inference_failed" });
});
