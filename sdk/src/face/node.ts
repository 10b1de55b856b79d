import { readFile } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { dirname, join } from "node:path";
import * as ort from "onnxruntime-node";
import sharp, { type Sharp } from "sharp";
import { Problem, type ModelCard, type Picture } from "../core/index.ts";
import type { Model } from "./model.ts";
import { onnxRuntime } from "./onnxruntime.ts";
import { checkSize } from "./picture-limit.ts";
import { decodePnm, isPnm } from "./pnm.ts";
import type { Runtime } from "./session.ts";

export * from "./index.ts";

/** onnxruntime-node, on the processor. */
export function nodeRuntime({ threads = Math.min(4, availableParallelism()) } = {}): Runtime {
  // 3: errors only. Its warnings are about how it optimises, and nothing a caller could act on.
  return onnxRuntime("onnxruntime-node", ort, { intraOpNumThreads: threads, logSeverityLevel: 3 });
}

/**
 * A model by its card's path. The weights lie beside the card unless `directory` says otherwise.
 *
 * @throws Problem `model_unavailable`
 */
export async function readModel<Card extends ModelCard>(
  cardFile: string,
  directory: string = dirname(cardFile),
): Promise<Model<Card>> {
  try {
    const card = JSON.parse(await readFile(cardFile, "utf8")) as Card;
    return { card, bytes: await readFile(join(directory, card.weights.file)) };
  } catch (cause) {
    throw new Problem("model_unavailable", `${cardFile}: ${(cause as Error).message}`, { cause });
  }
}

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
