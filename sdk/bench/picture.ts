import { createRequire } from "node:module";
import path from "node:path";
import sharp from "sharp";

export const faceApiDirectory = path.dirname(createRequire(import.meta.url).resolve("@vladmandic/face-api/package.json"));

/**
 * 640 x 480 with one face, cut from a picture that face-api carries. Every contender finds it: of seven such cuts
 * the tiny face detector finds the face in two.
 */
export function onePerson(): Promise<Buffer> {
  return sharp(path.join(faceApiDirectory, "demo/sample6.jpg"))
    .extract({ left: 0, top: 300, width: 640, height: 480 })
    .jpeg({ quality: 92 })
    .toBuffer();
}
