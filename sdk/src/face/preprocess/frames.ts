import { Problem } from "../../core/index.ts";
import { checkSize } from "../picture-limit.ts";
import { frameReader } from "./frame-pixels.ts";
import { isPixels, sizeOf, type Frame } from "./frame.ts";
import { memory } from "./memory.ts";
import { preparePixels } from "./prepared-pixels.ts";
import type { Preprocessor } from "./preprocessor.ts";

/** In typed arrays, of whatever a browser's worker is handed. */
export function framePreprocessor(): Preprocessor<Frame> {
  const shared = memory();
  const read = frameReader(shared);
  let isClosed = false;

  return {
    prepare: async (frame) => {
      if (isClosed) throw new Problem("closed", "the preprocessor was closed");
      const { width, height } = sizeOf(frame);
      checkSize(width, height);
      if (isPixels(frame)) return preparePixels(frame, shared);
      const { picture, free } = await read(frame);
      const prepared = preparePixels(picture, shared);
      let isFree = false;
      return {
        ...prepared,
        close: () => {
          prepared.close();
          if (!isFree) free();
          isFree = true;
        },
      };
    },
    close: () => {
      isClosed = true;
      shared.close();
    },
  };
}
