import { TrainingError } from "../../training-error.ts";
import type { Pixels } from "../pixels.ts";
import { cut } from "./part.ts";

/** The middle of a picture. */
export interface CentreCrop {
  readonly op: "centre-crop";
  readonly width: number;
  readonly height: number;
}

/** @throws {TrainingError} `data_invalid` where the picture is smaller */
export function centreCrop(picture: Pixels, { width, height }: CentreCrop): Pixels {
  const [roomX, roomY] = [picture.width - width, picture.height - height];
  if (roomX < 0 || roomY < 0) {
    throw new TrainingError(
      "data_invalid",
      `a part of ${width} x ${height} does not lie in ${picture.width} x ${picture.height}`,
    );
  }
  return cut(picture, { x: roomX >> 1, y: roomY >> 1, width, height });
}
