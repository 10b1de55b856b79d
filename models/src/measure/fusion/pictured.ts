import type { UnitVector } from "@likeness/sdk/core";
import { decodePicture, type FaceEmbedder } from "@likeness/sdk/face/node";
import type { FaceSet } from "../face-set.ts";

/** The largest face of a picture, as a device sees it. */
export interface Pictured {
  readonly person: string;
  /** By `FaceEmbedder.analyze`, without `mirror` and with it: a host does not know which it is given. */
  readonly plain: UnitVector;
  readonly mirrored: UnitVector;
  /** The quality's score, 0 to 1. */
  readonly quality: number;
}

/** Looks at every picture of a set with its mirror image and without; those without a face are left out. */
export async function picturesOf(embedder: FaceEmbedder, set: FaceSet): Promise<Pictured[]> {
  const pictured: Pictured[] = [];
  for (const { person, file } of set.pictures) {
    const picture = await decodePicture(file);
    const [plain] = (await embedder.analyze(picture)).faces;
    const [mirrored] = (await embedder.analyze(picture, { mirror: true })).faces;
    if (!plain || !mirrored) continue;
    const { quality } = plain;
    const vectors = { plain: plain.template.vector, mirrored: mirrored.template.vector };
    pictured.push({ person, ...vectors, quality: quality.score });
  }
  return pictured;
}
