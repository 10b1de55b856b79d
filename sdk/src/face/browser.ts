import { Problem, type Picture } from "../core/index.ts";
import { checkSize } from "./picture-limit.ts";

export * from "../model/browser.ts";
export * from "../runtime/wasm.ts";
export * from "./index.ts";
export type * from "./preprocess/frame.ts";
export * from "./preprocess/frames.ts";
export * from "./preprocess/webgpu.ts";

/** What a browser can show and we can read: a file, a video's present frame, a canvas, a bitmap. */
export type PictureSource = Blob | ImageBitmap | HTMLImageElement | HTMLVideoElement | HTMLCanvasElement | OffscreenCanvas;

/**
 * The pixels of a picture, upright as its EXIF orientation says.
 *
 * @throws Problem `broken_picture`, `picture_too_large`
 */
export async function decodePicture(source: PictureSource): Promise<Picture> {
  const bitmap = await createImageBitmap(source).catch((cause: unknown) => {
    throw new Problem("broken_picture", undefined, { cause });
  });
  try {
    const { width, height } = bitmap;
    checkSize(width, height);
    const context = new OffscreenCanvas(width, height).getContext("2d", { willReadFrequently: true })!;
    context.drawImage(bitmap, 0, 0);
    return context.getImageData(0, 0, width, height);
  } finally {
    bitmap.close();
  }
}
