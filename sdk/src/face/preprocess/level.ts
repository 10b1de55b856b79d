import { halved, invert, partDrawn, type Similarity } from "../../core/index.ts";
import type { Size } from "./preprocessor.ts";

/** What a part is drawn from: the picture halved `level` times. */
export interface View {
  readonly level: number;
  /** From the part's pixels to the level's. */
  readonly back: Similarity;
}

/**
 * The level that the oracle `warp` samples for a part. It halves what is drawn until less than one halving is left
 * to do or one pixel is left in a direction; as that begins on a whole cell of the level, its pixels are those
 * of the whole picture halved as often, and all parts may share them.
 */
export function viewOf(picture: Size, transform: Similarity, part: Size): View {
  let back = invert(transform);
  let level = 0;
  if (Math.hypot(back.a, back.b) >= 2) {
    let { width, height } = partDrawn(picture, back, part.width, part.height);
    for (; Math.hypot(back.a, back.b) >= 2 && width > 1 && height > 1; level++) {
      back = halved(back);
      width >>= 1;
      height >>= 1;
    }
  }
  return { level, back };
}
