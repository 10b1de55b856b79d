import { luma, Problem, resizeBytes, type Picture, type PictureEmbedderCard } from "../core/index.ts";
import type { Tensor } from "../runtime/session.ts";
import { checkSize } from "./picture-limit.ts";

type Spec = PictureEmbedderCard["input"];

/**
 * Whole pictures as a model's input, N x channels x height x width, as its card says: each channel as bytes, scaled,
 * rounded to bytes, normalised.
 *
 * @throws Problem `broken_picture` for one whose bytes are not those of its size, `picture_too_large`
 */
export function pictureInput(pictures: readonly Picture[], spec: Spec): Tensor {
  const { channels, mean, divisor, width, height } = spec;
  const area = width * height;
  const data = new Float32Array(pictures.length * mean.length * area);
  let at = 0;
  for (const picture of pictures) {
    check(picture);
    for (const [c, channel] of channelsOf[channels].entries()) {
      const bytes = resizeBytes(channel(picture), picture, { width, height });
      for (const byte of bytes) data[at++] = (byte - mean[c]!) / divisor;
    }
  }
  return { data, shape: [pictures.length, mean.length, height, width] };
}

type Channel = (picture: Picture) => Uint8Array;

const [red, green, blue] = [0, 1, 2].map(
  (c): Channel =>
    ({ data }) =>
      Uint8Array.from({ length: data.length / 4 }, (_, i) => data[i * 4 + c]!),
) as [Channel, Channel, Channel];

/** ITU-R BT.601; rounded, as a grey file has it. */
const grey: Channel = ({ data }) =>
  Uint8Array.from({ length: data.length / 4 }, (_, i) => {
    const at = i * 4;
    return Math.round(luma(data[at]!, data[at + 1]!, data[at + 2]!));
  });

const channelsOf: Readonly<Record<Spec["channels"], readonly Channel[]>> = {
  rgb: [red, green, blue],
  bgr: [blue, green, red],
  grey: [grey],
};

function check({ width, height, data }: Picture): void {
  const isWhole = width >= 1 && height >= 1 && Number.isInteger(width) && Number.isInteger(height);
  if (!isWhole || data.length !== width * height * 4) {
    throw new Problem("broken_picture", `${data.length} bytes are no picture of ${width} x ${height} in RGBA`);
  }
  checkSize(width, height);
}
