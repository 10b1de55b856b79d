import { writeFile } from "node:fs/promises";
import sharp from "sharp";

/**
 * What Chromium's fake camera shows, over and over: a real picture as a few frames of motion JPEG.
 *
 * @param file to write, ending in `.mjpeg`
 */
export async function writeCameraFilm(file: string, picture: Uint8Array | string): Promise<void> {
  const frame = await sharp(picture)
    .resize({ width: 640, height: 480, fit: "contain" })
    .jpeg({ quality: 92, chromaSubsampling: "4:2:0" })
    .toBuffer();
  await writeFile(file, Buffer.concat([frame, frame, frame, frame]));
}
