import {
  apply,
  invert,
  Problem,
  type Box,
  type LandmarkerCard,
  type Point,
  type Similarity,
} from "../core/index.ts";
import type { PreparedPicture } from "./preprocess/preprocessor.ts";
import type { Session } from "../runtime/session.ts";

/**
 * 68 points for each box, in pixels of the picture, numbered as iBUG 300-W does: jaw 0-16, brows 17-26,
 * nose 27-35, eyes 36-47, mouth 48-67.
 */
export async function findLandmarks(
  session: Session,
  card: LandmarkerCard,
  picture: PreparedPicture,
  boxes: readonly Box[],
): Promise<Point[][]> {
  const { size, shift, tensor } = card.input;
  const crops = boxes.map((box) => squareCrop(box, shift, size));
  const input = picture.tensor(crops, { width: size, height: size }, card.input);
  const outputs = await session.run({ [tensor]: input });
  const { data } = outputs[card.output.tensor]!;
  const { points } = card.output;
  if (!data.every(Number.isFinite)) throw new Problem("inference_failed", `${card.name} gave no landmarks`);
  return crops.map((crop, n) => {
    const back = invert(crop);
    return Array.from({ length: points }, (_, i) => {
      const at = (n * points + i) * 2;
      return apply(back, { x: data[at]! * size, y: data[at + 1]! * size });
    });
  });
}

/** Takes the square around a box's middle, moved down by a part of its height, to one of `size` pixels. */
function squareCrop(box: Box, shift: number, size: number): Similarity {
  const a = size / Math.max(box.width, box.height);
  const middle = { x: box.x + box.width / 2, y: box.y + box.height * (0.5 + shift) };
  return { a, b: 0, dx: size / 2 - a * middle.x, dy: size / 2 - a * middle.y };
}
