import type { Point } from "./picture.ts";

/**
 * A rotation, a uniform scale and a shift: `(x, y)` goes to `(a x - b y + dx, b x + a y + dy)`.
 * The scale is `hypot(a, b)`, the angle `atan2(b, a)`.
 */
export interface Similarity {
  readonly a: number;
  readonly b: number;
  readonly dx: number;
  readonly dy: number;
}

export function scaleAndShift(scale: number, dx = 0, dy = 0): Similarity {
  return { a: scale, b: 0, dx, dy };
}

export function apply(t: Similarity, { x, y }: Point): Point {
  return { x: t.a * x - t.b * y + t.dx, y: t.b * x + t.a * y + t.dy };
}

export function invert(t: Similarity): Similarity {
  const square = t.a * t.a + t.b * t.b;
  const a = t.a / square;
  const b = -t.b / square;
  return { a, b, dx: -(a * t.dx - b * t.dy), dy: -(b * t.dx + a * t.dy) };
}

/**
 * The similarity that takes `from` nearest to `to` by least squares.
 *
 * Umeyama 1991 solves this in any number of dimensions by a singular value decomposition. In the plane, with
 * mirror images excluded, points are complex numbers and the answer is one complex regression.
 */
export function fitSimilarity(from: readonly Point[], to: readonly Point[]): Similarity {
  if (from.length !== to.length || from.length < 2) {
    throw new RangeError(`cannot fit ${from.length} points to ${to.length}`);
  }
  const p = mean(from);
  const q = mean(to);
  let along = 0;
  let across = 0;
  let square = 0;
  from.forEach((point, i) => {
    const [px, py] = [point.x - p.x, point.y - p.y];
    const [qx, qy] = [to[i]!.x - q.x, to[i]!.y - q.y];
    along += px * qx + py * qy;
    across += px * qy - py * qx;
    square += px * px + py * py;
  });
  if (square === 0) throw new RangeError("all points are the same");
  const a = along / square;
  const b = across / square;
  return { a, b, dx: q.x - (a * p.x - b * p.y), dy: q.y - (b * p.x + a * p.y) };
}

export function mean(points: readonly Point[]): Point {
  let x = 0;
  let y = 0;
  for (const point of points) {
    x += point.x;
    y += point.y;
  }
  return { x: x / points.length, y: y / points.length };
}
