import { Problem, type Picture } from "../../core/index.ts";
import type { Size } from "./preprocessor.ts";

/** What a page's worker can be handed: pixels, or what the browser keeps wherever it likes. */
export type Frame = Picture | BrowserFrame;
export type BrowserFrame = ImageBitmap | VideoFrame | OffscreenCanvas;

export const isPixels = (frame: Frame): frame is Picture => "data" in frame;
export const isVideoFrame = (frame: Frame): frame is VideoFrame => "displayWidth" in frame;

/**
 * As it is displayed: turned, and with square pixels.
 *
 * @throws Problem `broken_picture` if there is nothing to see, as when it is closed
 */
export function sizeOf(frame: Frame): Size {
  const { width, height } = isVideoFrame(frame)
    ? { width: frame.displayWidth, height: frame.displayHeight }
    : { width: frame.width, height: frame.height };
  if (!(width > 0 && height > 0)) throw new Problem("broken_picture", "it is empty or was closed");
  return { width, height };
}
