import { invert, type Similarity, type Size } from "../../core/index.ts";

/** What a part is drawn from: the picture halved `level` times. */
export interface View {
  readonly level: number;
  /** From the part's pixels to the level's. */
  readonly back: Similarity;
}

/**
 * The level that a part is sampled from: less than one halving is left to do, or the picture is one pixel wide or high.
 *
 * The oracle `warp` halves only what it draws, but begins at a whole cell: its pixels are those of the whole
 * picture halved as often, so all parts may share them.
 */
export function viewOf(picture: Size, transform: Similarity): View {
  let { width, height } = picture;
  let back = invert(transform);
  let level = 0;
  while (Math.hypot(back.a, back.b) >= 2 && width > 1 && height > 1) {
    // Pixel centres: 0 in the half is 0.5 in the whole.
    back = { a: back.a / 2, b: back.b / 2, dx: back.dx / 2 - 0.25, dy: back.dy / 2 - 0.25 };
    width >>= 1;
    height >>= 1;
    level++;
  }
  return { level, back };
}
