import { readFile } from "node:fs/promises";
import sharp, { type Sharp } from "sharp";
import { Problem, type Picture } from "../core/index.ts";
import { checkSize } from "./picture-limit.ts";
import { decodePnm, isPnm } from "./pnm.ts";

export * from "../model/node.ts";
export * from "../runtime/node.ts";
export * from "./index.ts";

/**
 * Decodes a picture file, by path or content: JPEG, PNG, WebP, AVIF, GIF (its first frame), TIFF, PGM, PPM;
 * upright as its EXIF orientation says, in sRGB.
 *
 * @throws Problem `broken_picture`, `picture_too_large`
 */
export async function decodePicture(source: string | Uint8Array): Promise<Picture> {
  const bytes = typeof source === "string" ? await readFile(source) : source;
  try {
    if (isPnm(bytes)) return decodePnm(bytes);
    // Our own limit speaks, not sharp's: it names what is wrong by code.
    const opened = sharp(bytes, { limitInputPixels: false, failOn: "truncated" });
    const { width, height } = await opened.metadata();
    checkSize(width, height);
    return await pixels(opened);
  } catch (cause) {
    if (cause instanceof Problem) throw cause;
    throw new Problem("broken_picture", (cause as Error).message.split("\n")[0], { cause });
  }
}

async function pixels(opened: Sharp): Promise<Picture> {
  const { data, info } = await opened
    .autoOrient()
    .toColourspace("srgb")
    .ensureAlpha()
    .raw({ depth: "uchar" })
    .toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, data };
}
