import { scaleAndShift, type DetectorCard, type DetectorPass, type Size } from "../core/index.ts";
import { blend } from "./blend.ts";
import type { Detection } from "./detection.ts";
import type { PreparedPicture } from "./preprocess/preprocessor.ts";
import type { Session, Tensor } from "../runtime/session.ts";
import { decodeTinyYolo } from "./tiny-yolo.ts";
import { decodeUltraFace } from "./ultraface.ts";

/** All faces in a picture, the surest first. */
export async function detect(session: Session, card: DetectorCard, picture: PreparedPicture): Promise<Detection[]> {
  const longer = Math.max(picture.width, picture.height);
  const found: Detection[] = [];
  for (const pass of card.input.passes) {
    if (longer >= (pass.from ?? 0)) found.push(...(await look(session, card, picture, pass)));
  }
  return blend(found, card.overlap);
}

async function look(
  session: Session,
  card: DetectorCard,
  picture: PreparedPicture,
  { side, threshold, largest = Infinity }: DetectorPass,
): Promise<Detection[]> {
  const { multiple, tensor } = card.input;
  const longer = Math.max(picture.width, picture.height);
  const scale = side / longer;
  const padded = (length: number) => Math.max(1, Math.ceil((length * side) / longer / multiple)) * multiple;
  // Pixel centres: (x + 0.5) scale - 0.5.
  const shift = (scale - 1) / 2;
  const size = { width: padded(picture.width), height: padded(picture.height) };
  const fitted = picture.tensor([scaleAndShift(scale, shift, shift)], size, card.input);
  const outputs = await session.run({ [tensor]: fitted });
  return decode(card, outputs, size, threshold)
    .filter(({ box }) => Math.max(box.width, box.height) <= largest)
    .map(({ box, score }) => ({
      box: { x: box.x / scale, y: box.y / scale, width: box.width / scale, height: box.height / scale },
      score,
    }));
}

function decode(
  card: DetectorCard,
  outputs: Record<string, Tensor>,
  size: Size,
  threshold: number,
): Detection[] {
  switch (card.output.kind) {
    case "ultraface":
      return decodeUltraFace(card.output, outputs, size, threshold);
    case "tiny-yolo":
      return decodeTinyYolo(card.output, outputs, threshold);
    default:
      return card.output satisfies never;
  }
}
