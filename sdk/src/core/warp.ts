import { blankPicture, crop, halve, type Box, type Picture } from "./picture.ts";
import { apply, invert, type Similarity } from "./similarity.ts";

/**
 * Draws a picture through a similarity into a new one of `width` x `height`. What lies outside is black.
 *
 * Shrinking by bilinear sampling alone would alias (a face in a 12-megapixel picture is read at one pixel in
 * twenty). So what will be drawn is halved, as a mipmap is, until at most one halving is left to do.
 */
export function warp(picture: Picture, transform: Similarity, width: number, height: number): Picture {
  let source = picture;
  let back = invert(transform);
  if (Math.hypot(back.a, back.b) >= 2) {
    // Only the part that is drawn, so that a crowd's picture is not halved anew for each face.
    const part = partDrawn(picture, back, width, height);
    if (part.width <= 0 || part.height <= 0) return blankPicture(width, height);
    source = crop(picture, part);
    back = { ...back, dx: back.dx - part.x, dy: back.dy - part.y };
  }
  while (Math.hypot(back.a, back.b) >= 2 && source.width > 1 && source.height > 1) {
    source = halve(source);
    // Pixel centres: 0.5 in the half-size picture is 1 in the full one.
    back = { a: back.a / 2, b: back.b / 2, dx: back.dx / 2 - 0.25, dy: back.dy / 2 - 0.25 };
  }
  return sample(source, back, width, height);
}

/**
 * The part of a picture that `back` takes the result from. It begins and ends where halving does, so that the
 * pixels are mixed as they are in the whole picture.
 */
function partDrawn(picture: Picture, back: Similarity, width: number, height: number): Box {
  const corners = [0, width].flatMap((x) => [0, height].map((y) => apply(back, { x, y })));
  const scale = Math.hypot(back.a, back.b);
  const cell = 2 ** Math.floor(Math.log2(scale));
  const margin = 2 * scale;
  const from = (values: number[]) => Math.max(0, Math.floor((Math.min(...values) - margin) / cell) * cell);
  const to = (values: number[], end: number) =>
    Math.min(end, Math.ceil((Math.max(...values) + margin) / cell) * cell);
  const xs = corners.map(({ x }) => x);
  const ys = corners.map(({ y }) => y);
  const [x, y] = [from(xs), from(ys)];
  return { x, y, width: to(xs, picture.width) - x, height: to(ys, picture.height) - y };
}

function sample(source: Picture, { a, b, dx, dy }: Similarity, width: number, height: number): Picture {
  const result = blankPicture(width, height);
  const { data, width: w, height: h } = source;
  const out = result.data;
  for (let y = 0, to = 0; y < height; y++) {
    for (let x = 0; x < width; x++, to += 4) {
      const sx = a * x - b * y + dx;
      const sy = b * x + a * y + dy;
      if (sx <= -1 || sy <= -1 || sx >= w || sy >= h) continue;
      const x0 = Math.floor(sx);
      const y0 = Math.floor(sy);
      const fx = sx - x0;
      const fy = sy - y0;
      const left = x0 >= 0;
      const right = x0 + 1 < w;
      const top = y0 >= 0;
      const bottom = y0 + 1 < h;
      const at = (y0 * w + x0) * 4;
      for (let c = 0; c < 3; c++) {
        const upper = (left && top ? data[at + c]! * (1 - fx) : 0) + (right && top ? data[at + 4 + c]! * fx : 0);
        const below = at + w * 4 + c;
        const lower = (left && bottom ? data[below]! * (1 - fx) : 0) + (right && bottom ? data[below + 4]! * fx : 0);
        out[to + c] = upper * (1 - fy) + lower * fy;
      }
    }
  }
  return result;
}
