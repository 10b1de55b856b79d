import { Problem, type Picture } from "@likeness/sdk/core";
import { decodePicture } from "@likeness/sdk/face/node";

/** A picture from a folder of other people's making: what cannot be read is one picture less, not the end. */
export async function readPicture(file: string): Promise<Picture> {
  try {
    return await decodePicture(file);
  } catch (cause) {
    if (cause instanceof Problem) throw cause;
    throw new Problem("broken_picture", (cause as Error).message, { cause });
  }
}
