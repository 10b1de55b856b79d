import { mean, type Picture, type Point } from "../../core/index.ts";
import type { Size } from "../preprocess/preprocessor.ts";

/** What speaks against enrolling a face from this picture. */
export type QualityReason = "uncertain" | "too_small" | "blurred" | "too_dark" | "too_bright" | "turned" | "tilted" | "cut_off";

export interface Quality {
  /** How sure the detector is that this is a face, 0 to 1. */
  readonly sureness: number;
  /** Between the eyes' centres, in pixels of the picture. */
  readonly eyeDistance: number;
  /** Standard deviation of the chip's Laplacian over that of its luminance: fine detail, whatever the contrast. */
  readonly sharpness: number;
  /** Mean luminance of the chip, 0 to 255. */
  readonly brightness: number;
  /** How far the nose is off the middle of the eyes, in eye distances: 0 from the front, negative to the left. */
  readonly turn: number;
  /** Angle of the line through the eyes, in degrees. */
  readonly tilt: number;
  /** The part of the landmarks that lies in the picture, 0 to 1. */
  readonly inside: number;
  /** Empty when the face is good enough to enrol. */
  readonly reasons: readonly QualityReason[];
}

export interface QualityLimits {
  readonly sureness: number;
  readonly eyeDistance: number;
  readonly sharpness: number;
  readonly darkest: number;
  readonly brightest: number;
  readonly turn: number;
  readonly tilt: number;
  readonly inside: number;
}

export const enrolmentLimits: QualityLimits = {
  // A painted wall and a dog were found with 0.93 and 0.88, the faces beside them with 1.00.
  sureness: 0.94,
  eyeDistance: 16,
  sharpness: 0.06,
  darkest: 35,
  brightest: 225,
  turn: 0.6,
  tilt: 50,
  inside: 0.9,
};

export interface QualityInput {
  readonly sureness: number;
  readonly picture: Size;
  readonly landmarks: readonly Point[];
  readonly chip: Picture;
}

export function assessQuality(
  { sureness, picture, landmarks, chip }: QualityInput,
  limits: QualityLimits = enrolmentLimits,
): Quality {
  const measured = { sureness, ...pose(landmarks), ...light(chip), inside: partInside(picture, landmarks) };
  const reasons: QualityReason[] = [];
  if (measured.sureness < limits.sureness) reasons.push("uncertain");
  if (measured.eyeDistance < limits.eyeDistance) reasons.push("too_small");
  if (measured.sharpness < limits.sharpness) reasons.push("blurred");
  if (measured.brightness < limits.darkest) reasons.push("too_dark");
  if (measured.brightness > limits.brightest) reasons.push("too_bright");
  if (Math.abs(measured.turn) > limits.turn) reasons.push("turned");
  if (Math.abs(measured.tilt) > limits.tilt) reasons.push("tilted");
  if (measured.inside < limits.inside) reasons.push("cut_off");
  return { ...measured, reasons };
}

function pose(landmarks: readonly Point[]): Pick<Quality, "eyeDistance" | "turn" | "tilt"> {
  const left = mean(landmarks.slice(36, 42));
  const right = mean(landmarks.slice(42, 48));
  const nose = landmarks[30]!;
  const [ex, ey] = [right.x - left.x, right.y - left.y];
  const eyeDistance = Math.hypot(ex, ey);
  const [nx, ny] = [nose.x - (left.x + right.x) / 2, nose.y - (left.y + right.y) / 2];
  return {
    eyeDistance,
    // Along the line of the eyes, so that tilting the head does not count as turning it.
    turn: (nx * ex + ny * ey) / (eyeDistance * eyeDistance),
    tilt: (Math.atan2(ey, ex) * 180) / Math.PI,
  };
}

/** Over the middle of the chip, where the face is and the background is not. */
function light({ width, height, data }: Picture): Pick<Quality, "brightness" | "sharpness"> {
  const luminance = (x: number, y: number) => {
    const at = (y * width + x) * 4;
    return 0.299 * data[at]! + 0.587 * data[at + 1]! + 0.114 * data[at + 2]!;
  };
  let [sum, squares, laplacianSum, laplacianSquares, n] = [0, 0, 0, 0, 0];
  for (let y = height >> 2; y < height - (height >> 2); y++) {
    for (let x = width >> 2; x < width - (width >> 2); x++) {
      const value = luminance(x, y);
      const laplacian =
        luminance(x - 1, y) + luminance(x + 1, y) + luminance(x, y - 1) + luminance(x, y + 1) - 4 * value;
      sum += value;
      squares += value * value;
      laplacianSum += laplacian;
      laplacianSquares += laplacian * laplacian;
      n++;
    }
  }
  const deviation = (total: number, totalSquares: number) =>
    Math.sqrt(Math.max(0, totalSquares / n - (total / n) ** 2));
  return {
    brightness: sum / n,
    sharpness: deviation(laplacianSum, laplacianSquares) / Math.max(1, deviation(sum, squares)),
  };
}

function partInside({ width, height }: Size, landmarks: readonly Point[]): number {
  const inside = landmarks.filter(({ x, y }) => x >= 0 && y >= 0 && x < width && y < height);
  return inside.length / landmarks.length;
}
