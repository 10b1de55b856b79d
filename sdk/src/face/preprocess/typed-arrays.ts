import { warp, type Picture } from "../../core/index.ts";
import { toInput } from "../input.ts";
import type { Preprocessor } from "./preprocessor.ts";

/** In typed arrays, on the thread that calls. */
export function typedArrayPreprocessor(): Preprocessor {
  return {
    prepare: (picture: Picture) => ({
      width: picture.width,
      height: picture.height,
      tensor: (transforms, { width, height }, spec) =>
        toInput(transforms.map((transform) => warp(picture, transform, width, height)), spec),
      pictures: async (transforms, { width, height }) =>
        transforms.map((transform) => warp(picture, transform, width, height)),
      close: () => {},
    }),
    close: () => {},
  };
}
