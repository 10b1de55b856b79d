import sharp from "sharp";
import type { Pixels } from "../data/pixels.ts";

/** A small picture as a data URL, so that the page that shows it needs no other file. */
export async function thumbnail({ data, width, height, channels }: Pixels, side = 56): Promise<string> {
  const small = width <= side && height <= side;
  const bytes = await sharp(data, { raw: { width, height, channels } })
    // What is smaller is enlarged by whole pixels: a drawing of 28 x 28 is to look like one.
    .resize(side, side, { fit: "inside", kernel: small ? "nearest" : "lanczos3" })
    .webp({ quality: 80, smartSubsample: true })
    .toBuffer();
  return `data:image/webp;base64,${bytes.toString("base64")}`;
}
