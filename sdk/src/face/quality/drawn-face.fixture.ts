// Test support: a face drawn round its landmarks, plain as a child draws one.

import { blankPicture, mean, type Picture, type Point } from "../../core/index.ts";

type Mutable = Picture & { readonly data: Uint8ClampedArray };

export interface Drawn {
  readonly skin?: number;
  /** Paints over it when it is done. */
  readonly over?: (picture: Mutable) => void;
}

export function drawFace(width: number, height: number, landmarks: readonly Point[], drawn: Drawn = {}): Picture {
  const { skin = 150, over = () => {} } = drawn;
  const picture = blankPicture(width, height);
  fillAll(picture, skin);
  for (const brow of [landmarks.slice(17, 22), landmarks.slice(22, 27)]) {
    fill(picture, [...brow, ...brow.toReversed().map(({ x, y }) => ({ x, y: y + 3 }))], skin * 0.45);
  }
  for (const eye of [landmarks.slice(36, 42), landmarks.slice(42, 48)]) {
    fill(picture, eye, Math.min(255, skin * 1.15));
    disc(picture, mean(eye), Math.hypot(eye[3]!.x - eye[0]!.x, eye[3]!.y - eye[0]!.y) * 0.2, skin * 0.2);
  }
  fill(picture, landmarks.slice(48, 60), skin * 0.6);
  fill(picture, landmarks.slice(60, 68).map(({ x, y }) => ({ x, y: y + (y > landmarks[48]!.y ? 1 : -1) })), skin * 0.25);
  over(picture);
  return picture;
}

export function fillAll(picture: Mutable, luminance: number): void {
  for (let at = 0; at < picture.data.length; at += 4) picture.data.fill(luminance, at, at + 3);
}

export function disc(picture: Mutable, { x, y }: Point, radius: number, luminance: number): void {
  paint(picture, luminance, (px, py) => Math.hypot(px - x, py - y) <= radius);
}

/** A polygon's inside, by the even-odd rule. */
export function fill(picture: Mutable, corners: readonly Point[], luminance: number): void {
  paint(picture, luminance, (x, y) => {
    let inside = false;
    corners.forEach((a, i) => {
      const b = corners[(i + 1) % corners.length]!;
      if (a.y > y !== b.y > y && x < ((b.x - a.x) * (y - a.y)) / (b.y - a.y) + a.x) inside = !inside;
    });
    return inside;
  });
}

function paint({ width, height, data }: Mutable, luminance: number, where: (x: number, y: number) => boolean): void {
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at += 4) if (where(x, y)) data.fill(luminance, at, at + 3);
  }
}
