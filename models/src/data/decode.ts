import { luma } from "@likeness/sdk/core";
import { TrainingError } from "../training-error.ts";
import type { Pixels } from "./pixels.ts";

/** How picture files become pixels. */
export interface Decoding {
  readonly channels: 1 | 3;
  /**
   * The shorter side is shrunk to this many pixels, never enlarged. Decoding a large photograph at a part of its size
   * saves most of the time that it takes.
   */
  readonly shortSide?: number;
}

/**
 * A picture file's bytes as pixels, upright as its EXIF orientation says, in sRGB: JPEG, PNG, WebP, AVIF, GIF, TIFF by
 * sharp, PGM and PPM by the SDK. What is transparent shows the colour below.
 *
 * @param place the file, for the message
 * @throws {TrainingError} `data_invalid` for what is no picture
 */
export async function decodePixels(bytes: Uint8Array, place: string, decoding: Decoding): Promise<Pixels> {
  try {
    return await decoded(bytes, decoding);
  } catch (cause) {
    const reason = (cause as Error).message.split("\n")[0];
    throw new TrainingError("data_invalid", `${place} is not a picture that can be read: ${reason}`, { cause });
  }
}

async function decoded(bytes: Uint8Array, { channels, shortSide }: Decoding): Promise<Pixels> {
  // Loaded when first needed: a worker that reads pictures from memory starts without it.
  const { default: sharp } = await import("sharp");
  let opened = isPnm(bytes) ? await openPnm(bytes) : sharp(bytes, { failOn: "truncated" });
  opened = opened.autoOrient().removeAlpha();
  if (shortSide !== undefined) {
    opened = opened.resize({ width: shortSide, height: shortSide, fit: "outside", withoutEnlargement: true });
  }
  const { data, info } = await opened
    .toColourspace("srgb")
    .raw({ depth: "uchar" })
    .toBuffer({ resolveWithObject: true });
  if (info.channels !== 3) throw new Error(`it has ${info.channels} channels, not 3`);
  // Not the Buffer that it is, whose slice() would share what a step may change.
  const colours = new Uint8Array(data.buffer, data.byteOffset, data.length);
  const plain = channels === 1 ? greyOf(colours) : colours;
  return { data: plain, width: info.width, height: info.height, channels };
}

/** As the SDK makes it when it embeds, so that a network sees what it was trained on. */
function greyOf(colours: Uint8Array): Uint8Array {
  return Uint8Array.from({ length: colours.length / 3 }, (_, i) =>
    Math.round(luma(colours[i * 3]!, colours[i * 3 + 1]!, colours[i * 3 + 2]!)),
  );
}

/** Whether the bytes begin as a binary PGM or PPM, which sharp does not read. */
function isPnm(bytes: Uint8Array): boolean {
  return bytes[0] === 0x50 && (bytes[1] === 0x35 || bytes[1] === 0x36);
}

async function openPnm(bytes: Uint8Array) {
  const [{ default: sharp }, { decodePicture }] = await Promise.all([
    import("sharp"),
    import("@likeness/sdk/face/node"),
  ]);
  const { data, width, height } = await decodePicture(bytes);
  return sharp(data, { raw: { width, height, channels: 4 } });
}
