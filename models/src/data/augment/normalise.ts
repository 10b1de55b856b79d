import { TrainingError } from "../../training-error.ts";
import type { Pixels } from "../pixels.ts";

/** How bytes become the network's input: `(byte - mean[c]) / divisor`. A card's `input` is one. */
export interface Normalisation {
  /** Of each channel of the input, 0 to 255. A grey picture is repeated where there are three. */
  readonly mean: readonly number[];
  /** One for all channels, also as a list of one, or one of each. */
  readonly divisor: number | readonly number[];
  /** The order of three channels; by default `rgb`. */
  readonly channels?: "rgb" | "bgr";
}

/** Bytes to -1 to 1. */
export const greyInput: Normalisation = { mean: [127.5], divisor: 127.5 };

/** ImageNet's mean and deviation, of which torchvision's networks take pictures. */
export const imageNetInput: Normalisation = {
  mean: [123.675, 116.28, 103.53],
  divisor: [58.395, 57.12, 57.375],
};

/**
 * Writes a picture as planes, channel after channel, into `to` from `start` on.
 *
 * @throws {TrainingError} `config_invalid` for a picture in colour where the input is grey, or means and divisors that
 * do not fit
 */
export function normaliseInto(to: Float32Array, start: number, picture: Pixels, normalisation: Normalisation): void {
  const { data, width, height, channels } = picture;
  const { mean, divisor } = normalisation;
  if (channels === 3 && mean.length !== 3) {
    throw new TrainingError("config_invalid", `pictures in colour need a mean of 3 channels, not ${mean.length}`);
  }
  const divisors = typeof divisor === "number" ? [divisor] : divisor;
  if (divisors.length !== 1 && divisors.length !== mean.length) {
    throw new TrainingError("config_invalid", `${divisors.length} divisors do not fit ${mean.length} means`);
  }
  const plane = width * height;
  mean.forEach((middle, c) => {
    const by = divisors[divisors.length === 1 ? 0 : c]!;
    const from = channels === 1 ? 0 : normalisation.channels === "bgr" ? 2 - c : c;
    for (let i = 0, at = start + c * plane; i < plane; i++, at++) to[at] = (data[i * channels + from]! - middle) / by;
  });
}
