import type { Random } from "../../random.ts";
import { TrainingError } from "../../training-error.ts";
import type { Pixels } from "../pixels.ts";
import { cut } from "./part.ts";

/** A part at a place by chance. */
export interface Crop {
  readonly op: "crop";
  /** Of the part, in pixels; by default the picture's own. */
  readonly width?: number;
  readonly height?: number;
  /** Pixels put around the picture first; by default 0. With the picture's own size, the picture is shifted. */
  readonly padding?: number;
  /** What padding is made of, 0 (the default) to 255. */
  readonly fill?: number;
}

/**
 * Pads, then takes a part, every place as likely (He 2016, section 4.2: 4 pixels around pictures of 32 x 32).
 *
 * @throws {TrainingError} `data_invalid` where the part is larger than the padded picture
 */
export function randomCrop(picture: Pixels, random: Random, step: Crop): Pixels {
  const { width = picture.width, height = picture.height, padding = 0, fill = 0 } = step;
  const [roomX, roomY] = [picture.width + 2 * padding - width, picture.height + 2 * padding - height];
  if (roomX < 0 || roomY < 0) {
    throw new TrainingError(
      "data_invalid",
      `a part of ${width} x ${height} does not lie in ${picture.width} x ${picture.height} padded by ${padding}`,
    );
  }
  const [x, y] = [random.integer(roomX + 1) - padding, random.integer(roomY + 1) - padding];
  return cut(picture, { x, y, width, height }, fill);
}
