import { Problem, type Picture } from "../core/index.ts";
import type { Frame as SeenFrame } from "../face/preprocess/frame.ts";

/**
 * A picture as an engine in a browser takes it: pixels, a file, or what can be handed to another thread without
 * copying. An engine closes the frames it was given.
 */
export type Frame = Picture | ImageBitmap | VideoFrame | Blob;

/** What a browser can show and we can read. A `Picture` is RGBA pixels, as `ImageData` has them. */
export type BrowserSource =
  | Picture
  | Blob
  | ImageBitmap
  | VideoFrame
  | HTMLImageElement
  | HTMLVideoElement
  | HTMLCanvasElement
  | OffscreenCanvas;

/**
 * A frame of one's own of a source that stays the caller's: what is handed on can be closed, and the source changed,
 * without the other noticing. Nothing is decoded here: a file is decoded where it is analysed.
 *
 * @throws Problem `broken_picture` if the source has no picture (yet)
 */
export async function toFrame(source: BrowserSource): Promise<Frame> {
  // Structured cloning copies the pixels; a file is immutable.
  if (source instanceof Blob || "data" in source) return source;
  try {
    if (isVideoFrame(source)) return source.clone();
    // A VideoFrame shares the decoder's memory, where a bitmap is a copy; not every browser knows it.
    if (source instanceof HTMLVideoElement && typeof VideoFrame === "function") return new VideoFrame(source);
    return await createImageBitmap(source);
  } catch (cause) {
    throw new Problem("broken_picture", (cause as Error).message, { cause });
  }
}

/**
 * What the preprocessors take: a file is decoded, upright as its EXIF orientation says.
 *
 * @throws Problem `broken_picture`
 */
export async function openFrame(frame: Frame): Promise<SeenFrame> {
  if (!(frame instanceof Blob)) return frame;
  return createImageBitmap(frame).catch((cause: unknown) => {
    throw new Problem("broken_picture", undefined, { cause });
  });
}

/** Frees what a frame holds outside of the garbage collector's reach: frames of a camera are few. */
export function closeFrame(frame: Frame | SeenFrame): void {
  if ("close" in frame) frame.close();
}

/** What moves to the other thread, rather than being copied. */
export function transferables(frame: Frame): Transferable[] {
  return "close" in frame ? [frame] : [];
}

/** Older browsers have no such class to ask `instanceof` of. */
function isVideoFrame(source: object): source is VideoFrame {
  return typeof VideoFrame === "function" && source instanceof VideoFrame;
}
