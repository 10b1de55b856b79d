import type { Planner } from "./planner.ts";
import { picturesOf, type Value } from "./value.ts";

/** The pads of a picture that is written with a border of zeros. */
export type Border = readonly [top: number, left: number, bottom: number, right: number];

/** Row-major, as ONNX has it. */
export function plain(planner: Planner, value: Value): Value {
  if (value.layout === "plain") return value;
  const [count, channels, height, width] = picturesOf(value);
  const pixels = height * width;
  if (pixels === 1) return pixelByPixel(planner, value, value.shape);
  const result = planner.make("plain", value.shape);
  planner.step([value, result], ({ copy }) => {
    for (let i = 0; i < count; i++) {
      const from = value.block.at + i * pixels * value.pitch * 4;
      const to = result.block.at + i * pixels * channels * 4;
      copy(from, to, channels, 1, pixels, 4, 0, value.pitch * 4, pixels * 4, 0, 4);
    }
  });
  return result;
}

/** N x H x W x C, plain. */
export function channelsLast(planner: Planner, given: Value): Value {
  const value = pixels(planner, given);
  const [count, channels, height, width] = picturesOf(value);
  return pixelByPixel(planner, value, [count, height, width, channels]);
}

/** The channels of each pixel, without what pads them. */
function pixelByPixel(planner: Planner, value: Value, shape: readonly number[]): Value {
  const [count, channels, height, width] = picturesOf(value);
  if (value.pitch === channels) return planner.view(value, "plain", shape);
  const result = planner.make("plain", shape);
  planner.step([value, result], ({ copy }) => {
    const step = value.pitch * 4;
    copy(value.block.at, result.block.at, 1, count * height * width, channels, 0, step, 4, 0, channels * 4, 4);
  });
  return result;
}

/** Channels of a pixel side by side. */
export function pixels(planner: Planner, value: Value): Value {
  if (value.layout === "pixels") return value;
  const [count, channels, height, width] = picturesOf(value);
  if (height * width > 1) return bordered(planner, value, [0, 0, 0, 0]);
  if (channels % 4 === 0) return planner.view(value, "pixels", value.shape);
  const result = planner.make("pixels", value.shape);
  planner.step([value, result], ({ copy }) => {
    copy(value.block.at, result.block.at, 1, count, channels, 0, channels * 4, 4, 0, result.pitch * 4, 4);
  });
  return result;
}

/**
 * A plain picture as pixels in a border of zeros.
 *
 * @param pitch Of the result; a convolution, which reads value by value, takes as many floats as there are channels.
 */
export function bordered(planner: Planner, value: Value, [top, left, bottom, right]: Border, pitch?: number): Value {
  const [count, channels, height, width] = picturesOf(value);
  const [tall, wide] = [top + height + bottom, left + width + right];
  const result = planner.make("pixels", [count, channels, tall, wide], pitch);
  const step = result.pitch * 4;
  planner.step([value, result], ({ copy }, memory) => {
    if (tall * wide > height * width || result.pitch > channels) {
      new Uint8Array(memory.buffer, result.block.at, count * tall * wide * step).fill(0);
    }
    for (let i = 0; i < count; i++) {
      for (let channel = 0; channel < channels; channel++) {
        const from = value.block.at + (i * channels + channel) * height * width * 4;
        const to = result.block.at + ((i * tall + top) * wide + left) * step + channel * 4;
        copy(from, to, 1, height, width, 0, width * 4, 4, 0, wide * step, step);
      }
    }
  });
  return result;
}
