import {
  apply,
  invert,
  warp,
  type Box,
  type LandmarkerCard,
  type Picture,
  type Point,
  type Similarity,
} from "../core/index.ts";
import { toInput } from "./input.ts";
import type { Session } from "./session.ts";

/**
 * 68 points for each box, in pixels of the picture, numbered as iBUG 300-W does: jaw 0-16, brows 17-26,
 * nose 27-35, eyes 36-47, mouth 48-67.
 */
export async function findLandmarks(
  session: Session,
  card: LandmarkerCard,
  picture: Picture,
  boxes: readonly Box[],
): Promise<Point[][]> {
  const { size, enlarge, tensor } = card.input;
  const crops = boxes.map((box) => squareCrop(box, enlarge, size));
  const pictures = crops.map((crop) => warp(picture, crop, size, size));
  const outputs = await session.run({ [tensor]: toInput(pictures, card.input) });
  const { data } = outputs[card.output.tensor]!;
  const { points } = card.output;
  return crops.map((crop, n) => {
    const back = invert(crop);
    return Array.from({ length: points }, (_, i) => {
      const at = (n * points + i) * 2;
      return apply(back, { x: data[at]! * size, y: data[at + 1]! * size });
    });
  });
}

/** Takes a box, enlarged by a part of its size on every side, to the middle of a square of `size` pixels. */
function squareCrop(box: Box, enlarge: number, size: number): Similarity {
  const side = Math.max(box.width, box.height) * (1 + 2 * enlarge);
  const a = size / side;
  return { a, b: 0, dx: size / 2 - a * (box.x + box.width / 2), dy: size / 2 - a * (box.y + box.height / 2) };
}
