import type { Golden } from "./golden.ts";
import { luma } from "./luma.ts";
import type { ModelCard } from "./model-card.ts";
import type { Picture } from "./picture.ts";

/**
 * A face drawn by formula, before waves and under grain, so that no picture has to be shipped and a detector, a
 * landmarker and an embedder all have something to see: on a plain pattern a detector's outputs hardly differ
 * from each other, and little could be told from them.
 *
 * It takes only what IEEE 754 rounds in one way (+, -, *, /) and integers, no `Math.sin`: every engine draws the
 * same bytes.
 */
export function goldenPicture(width: number, height: number): Picture {
  const data = new Uint8ClampedArray(width * height * 4).fill(255);
  const side = Math.min(width, height);
  const opacities = new Float64Array(parts.length);
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at += 4) {
      // From the middle, in units of the shorter side.
      const u = (x - width / 2) / side;
      const v = (y - height / 2) / side;
      // Once for all colours: at a page's start this is drawn before anything is compiled to be fast.
      for (let n = 0; n < parts.length; n++) {
        const [, dx, dy, radiusX, radiusY] = parts[n]!;
        opacities[n] = spot(u - dx, v - dy, radiusX, radiusY);
      }
      for (let c = 0; c < 3; c++) {
        const waves =
          wave(x / width + y / height / 2 + c * 0.11) + wave((3 * x) / width - (2 * y) / height + c * 0.23);
        data[at + c] = Math.floor(face(20 + 50 * waves, skin[c]!, opacities) + grain(x, y, c) / 16);
      }
    }
  }
  return { width, height, data };
}

/** The golden picture as a model's input, 1 x channels x height x width, normalised as its card says. */
export function goldenInput(
  { width, height }: Pick<Golden, "width" | "height">,
  { channels, mean, divisor }: Pick<ModelCard["input"], "channels" | "mean" | "divisor">,
): Float32Array {
  const { data } = goldenPicture(width, height);
  const planes = planesOf[channels];
  const input = new Float32Array(planes.length * width * height);
  let to = 0;
  for (const [c, value] of planes.entries()) {
    for (let from = 0; from < data.length; from += 4, to++) input[to] = (value(data, from) - mean[c]!) / divisor;
  }
  return input;
}

type Plane = (data: Picture["data"], at: number) => number;

const [red, green, blue] = [0, 1, 2].map((c): Plane => (data, at) => data[at + c]!) as [Plane, Plane, Plane];

const planesOf: Readonly<Record<ModelCard["input"]["channels"], readonly Plane[]>> = {
  rgb: [red, green, blue],
  bgr: [blue, green, red],
  grey: [(data, at) => luma(data[at]!, data[at + 1]!, data[at + 2]!)],
};

const skin = [205, 165, 140] as const;

/**
 * Hair, head, brows, eyes, nostrils, nose and mouth, one over the other: the part of the skin's tone that each has, and
 * the ellipse that it is.
 */
const parts: readonly (readonly [shade: number, x: number, y: number, radiusX: number, radiusY: number])[] = [
  [0.25, 0, -0.12, 0.36, 0.36],
  [1, 0, 0.02, 0.28, 0.37],
  ...[-1, 1].flatMap((side) => [
    [0.45, side * 0.125, -0.13, 0.08, 0.022] as const,
    [0.25, side * 0.12, -0.06, 0.055, 0.03] as const,
    [0.5, side * 0.03, 0.11, 0.02, 0.015] as const,
  ]),
  [1.15, 0, 0.03, 0.025, 0.09],
  [0.4, 0, 0.21, 0.11, 0.025],
];

function face(behind: number, tone: number, opacities: Float64Array): number {
  let value = behind;
  for (let n = 0; n < parts.length; n++) value = over(value, tone * parts[n]![0], opacities[n]!);
  return value;
}

const over = (below: number, colour: number, opacity: number): number => below + (colour - below) * opacity;

/** 1 in the middle of an ellipse, a half on its edge, 0 far outside. */
function spot(u: number, v: number, radiusX: number, radiusY: number): number {
  const r = (u / radiusX) * (u / radiusX) + (v / radiusY) * (v / radiusY);
  return 1 / (1 + r * r * r);
}

/** A row of parabolas, one to a unit, between 0 and 1. */
function wave(t: number): number {
  const f = t - Math.floor(t);
  return 4 * f * (1 - f);
}

/** 0 to 255, without a pattern in it: MurmurHash3's last mixing step (Appleby 2011) over the position. */
function grain(x: number, y: number, c: number): number {
  let hash = Math.imul(x, 0x27d4eb2d) ^ Math.imul(y, 0x165667b1) ^ Math.imul(c + 1, 0x9e3779b1);
  hash = Math.imul(hash ^ (hash >>> 15), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 24;
}
