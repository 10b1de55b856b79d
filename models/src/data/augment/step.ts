import type { Random } from "../../random.ts";
import { TrainingError } from "../../training-error.ts";
import type { Pixels } from "../pixels.ts";
import { centreCrop, type CentreCrop } from "./centre-crop.ts";
import { colour, type Colour } from "./colour.ts";
import { randomCrop, type Crop } from "./crop.ts";
import { erase, type Erase } from "./erase.ts";
import { fitInk, type FitInk } from "./fit-ink.ts";
import { flip, type Flip } from "./flip.ts";
import { grey, type Grey } from "./grey.ts";
import { invert, type Invert } from "./invert.ts";
import { resize, type Resize } from "./resize.ts";
import { resizedCrop, type ResizedCrop } from "./resized-crop.ts";
import { rotate, type Rotate } from "./rotate.ts";
import { warp, type Warp } from "./warp.ts";

/** What is done to a picture the same way every time. */
export type FixedStep = Resize | CentreCrop | Invert | FitInk;

/** What is done to a picture; a plain value, so that it may stand in a config and be sent to a worker thread. */
export type AugmentStep = FixedStep | Crop | ResizedCrop | Flip | Colour | Erase | Rotate | Warp | Grey;

/** One step after another. Every step gives a new picture, or the same one where there is nothing to do. */
export function augment(picture: Pixels, random: Random, steps: readonly AugmentStep[]): Pixels {
  return steps.reduce((result, step) => apply(result, random, step), picture);
}

export function applyFixed(picture: Pixels, steps: readonly FixedStep[]): Pixels {
  return steps.reduce(fixed, picture);
}

function apply(picture: Pixels, random: Random, step: AugmentStep): Pixels {
  switch (step.op) {
    case "crop":
      return randomCrop(picture, random, step);
    case "resized-crop":
      return resizedCrop(picture, random, step);
    case "flip":
      return flip(picture, random, step);
    case "colour":
      return colour(picture, random, step);
    case "erase":
      return erase(picture, random, step);
    case "rotate":
      return rotate(picture, random, step);
    case "warp":
      return warp(picture, random, step);
    case "grey":
      return grey(picture, random, step);
    default:
      return fixed(picture, step);
  }
}

function fixed(picture: Pixels, step: FixedStep): Pixels {
  switch (step.op) {
    case "resize":
      return resize(picture, step);
    case "centre-crop":
      return centreCrop(picture, step);
    case "invert":
      return invert(picture);
    case "fit-ink":
      return fitInk(picture, step);
    default:
      // A config in JSON may hold what the types do not know.
      throw new TrainingError("config_invalid", `there is no step ${(step satisfies never as { op: string }).op}`);
  }
}
