import type { Point } from "../../core/index.ts";
import type { Luminance } from "./luminance.ts";
import { lidOpening } from "./openness.ts";
import { patchAt } from "./patch.ts";

/** From corner to corner of the eye, which is nine pixels wide in it. */
const shape = { width: 16, height: 12, margin: 3 };

/** Where the iris is when the eye is open. */
const middle = { left: 5, right: 11, top: 4, bottom: 8 };

/** What open eyes have on the mean of many faces. */
const usual = { lids: 0.15, darkness: 0.6 };

/**
 * How open the eyes are: about 1 open, under half of that shut.
 *
 * The lids' distance by the landmarks alone does not tell: landmark models learn from open eyes and hardly follow a lid
 * that closes. So it counts together with how dark the eye is, for a shut lid is skin.
 *
 * @param landmarks in pixels of the chip
 */
export function eyeOpenness(chip: Luminance, landmarks: readonly Point[]): number {
  return (lidOpening(landmarks) / usual.lids) * (eyeDarkness(chip, landmarks) / usual.darkness);
}

/**
 * How much darker the middle of the eyes is than the skin round them, 0 to 1, the mean of both eyes.
 *
 * A tenth of the middle's pixels are darker than what is taken, as lashes are; a seventh of all are brighter
 * than the skin, as reflections are.
 */
function eyeDarkness(chip: Luminance, landmarks: readonly Point[]): number {
  const left = patchAt(chip, landmarks[36]!, landmarks[39]!, shape);
  const right = patchAt(chip, landmarks[45]!, landmarks[42]!, shape, -1);
  return (darkness(left) + darkness(right)) / 2;
}

function darkness(patch: Float32Array): number {
  const inner: number[] = [];
  for (let row = middle.top; row < middle.bottom; row++) {
    for (let column = middle.left; column < middle.right; column++) inner.push(patch[row * shape.width + column]!);
  }
  const skin = quantile(patch, 0.85);
  return skin > 0 ? Math.max(0, 1 - quantile(Float32Array.from(inner), 0.1) / skin) : 0;
}

function quantile(values: Float32Array, part: number): number {
  return values.toSorted()[Math.floor(part * values.length)]!;
}
