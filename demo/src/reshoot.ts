import sharp, { type Sharp } from "sharp";
import type { Box, Picture } from "@likeness/sdk/core";

/** A way to shoot a face again: what another camera, light or moment would have made of the picture. */
export interface Reshooting {
  readonly label: string;
  apply(picture: Sharp, width: number): Sharp;
}

export const reshootings: readonly Reshooting[] = [
  {
    label: "half size, JPEG 40",
    apply: (picture, width) => picture.resize({ width: Math.max(64, Math.round(width / 2)) }).jpeg({ quality: 40 }),
  },
  {
    label: "blurred, turned 6°",
    apply: (picture, width) => picture.rotate(6).blur(Math.max(0.5, width / 250)).jpeg({ quality: 80 }),
  },
  {
    label: "dim, warm light",
    apply: (picture) => picture.modulate({ brightness: 0.6, saturation: 1.2 }).jpeg({ quality: 70 }),
  },
];

/** Part of a face's box on every side of it: a portrait, as a person would send one. */
const margin = 0.8;

/** A JPEG of the face in the box, shot again. */
export async function reshoot(picture: Picture, box: Box, how: Reshooting): Promise<Uint8Array> {
  const left = Math.max(0, Math.round(box.x - margin * box.width));
  const top = Math.max(0, Math.round(box.y - margin * box.height));
  const width = Math.min(picture.width - left, Math.round(box.width * (1 + 2 * margin)));
  const height = Math.min(picture.height - top, Math.round(box.height * (1 + 2 * margin)));
  const raw = { width: picture.width, height: picture.height, channels: 4 as const };
  // Apart, because sharp orders the steps of one pipeline itself.
  const portrait = await sharp(picture.data, { raw })
    .removeAlpha()
    .extract({ left, top, width, height })
    .png({ compressionLevel: 0 })
    .toBuffer();
  return how.apply(sharp(portrait), width).toBuffer();
}
