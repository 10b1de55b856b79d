import type { InputSpec, Picture } from "../core/index.ts";
import type { Tensor } from "../runtime/session.ts";

/** Pictures of one size as a batch, N x 3 x H x W, normalised as the model's card says. */
export function toInput(pictures: readonly Picture[], { channels, mean, divisor }: InputSpec): Tensor {
  const { width, height } = pictures[0]!;
  const plane = width * height;
  const data = new Float32Array(pictures.length * 3 * plane);
  const order = channels === "rgb" ? [0, 1, 2] : [2, 1, 0];
  pictures.forEach((picture, n) => {
    order.forEach((channel, c) => {
      const offset = (n * 3 + c) * plane;
      for (let i = 0, from = channel; i < plane; i++, from += 4) {
        data[offset + i] = (picture.data[from]! - mean[c]!) / divisor;
      }
    });
  });
  return { data, shape: [pictures.length, 3, height, width] };
}
