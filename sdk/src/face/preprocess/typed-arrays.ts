import type { Picture } from "../../core/index.ts";
import { memory } from "./memory.ts";
import { preparePixels } from "./prepared-pixels.ts";
import type { PreparedPicture, Preprocessor } from "./preprocessor.ts";

/** One whose pictures are ready at once. */
export interface TypedArrayPreprocessor extends Preprocessor {
  prepare(picture: Picture): PreparedPicture;
}

/** In typed arrays, on the thread that calls. */
export function typedArrayPreprocessor(): TypedArrayPreprocessor {
  const shared = memory();
  return { prepare: (picture) => preparePixels(picture, shared), close: shared.close };
}
