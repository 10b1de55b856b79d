import { overlap, scaleAndShift, warp, type Box, type DetectorCard, type Picture } from "../core/index.ts";
import { toInput } from "./input.ts";
import type { Session, Tensor } from "./session.ts";
import { decodeTinyYolo } from "./tiny-yolo.ts";
import { decodeUltraFace } from "./ultraface.ts";

/** Where a face may be, in pixels, and how sure the detector is, 0 to 1. */
export interface Detection {
  readonly box: Box;
  readonly score: number;
}

/** All faces in a picture, the surest first. */
export async function detect(session: Session, card: DetectorCard, picture: Picture): Promise<Detection[]> {
  const { side, multiple, tensor } = card.input;
  const scale = side / Math.max(picture.width, picture.height);
  const padded = (length: number) => Math.max(1, Math.ceil((length * scale) / multiple)) * multiple;
  // Pixel centres: (x + 0.5) scale - 0.5.
  const shift = (scale - 1) / 2;
  const fitted = warp(picture, scaleAndShift(scale, shift, shift), padded(picture.width), padded(picture.height));
  const outputs = await session.run({ [tensor]: toInput([fitted], card.input) });
  return suppress(decode(card, outputs, fitted), card.overlap).map(({ box, score }) => ({
    box: { x: box.x / scale, y: box.y / scale, width: box.width / scale, height: box.height / scale },
    score,
  }));
}

function decode(card: DetectorCard, outputs: Record<string, Tensor>, size: Picture): Detection[] {
  switch (card.output.kind) {
    case "ultraface":
      return decodeUltraFace(card.output, outputs, size, card.threshold);
    case "tiny-yolo":
      return decodeTinyYolo(card.output, outputs, card.threshold);
    default:
      return card.output satisfies never;
  }
}

/** Of boxes that are one face, only the surest. */
function suppress(detections: Detection[], most: number): Detection[] {
  const kept: Detection[] = [];
  for (const next of detections.toSorted((a, b) => b.score - a.score)) {
    if (kept.every(({ box }) => overlap(box, next.box) <= most)) kept.push(next);
  }
  return kept;
}
