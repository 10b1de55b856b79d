import { Problem, type Picture, type Size } from "../../core/index.ts";

/** What a page can hand to its worker: pixels, or a picture that the browser keeps wherever it likes. */
export type Frame = Picture | BrowserFrame;
export type BrowserFrame = ImageBitmap | VideoFrame | OffscreenCanvas;

export const isPixels = (frame: Frame): frame is Picture => "data" in frame;
export const isVideoFrame = (frame: Frame): frame is VideoFrame => "displayWidth" in frame;

/**
 * As it is displayed: turned, and with square pixels.
 *
 * @throws Problem `broken_picture` if there is nothing to see, as when it was closed
 */
export function sizeOf(frame: Frame): Size {
  const { width, height } = isVideoFrame(frame)
    ? { width: frame.displayWidth, height: frame.displayHeight }
    : { width: frame.width, height: frame.height };
  if (!(width > 0 && height > 0)) throw new Problem("broken_picture", "it is empty or was closed");
  return { width, height };
}

/** How a camera was held; newer than TypeScript's own declarations of the DOM. */
interface Orientation {
  readonly rotation?: number;
  readonly flip?: boolean;
}

/** Whether what lies in its memory is what is displayed, pixel for pixel. */
export function isAsDisplayed(frame: VideoFrame): boolean {
  const { rotation = 0, flip = false } = frame as Orientation;
  const { visibleRect, displayWidth, displayHeight } = frame;
  return rotation === 0 && !flip && visibleRect?.width === displayWidth && visibleRect.height === displayHeight;
}
