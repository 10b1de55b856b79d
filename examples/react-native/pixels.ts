import { File } from "expo-file-system";
import { ImageManipulator, SaveFormat } from "expo-image-manipulator";
import { decode } from "jpeg-js";
import type { Picture } from "@likeness/sdk/core";

/** The longer side of what is analysed, in pixels: a selfie needs no more, and JavaScript decodes it in time. */
const side = 640;

/** A photo's pixels, upright: the manipulator turns it as its EXIF says. */
export async function pixelsOf(photo: { uri: string; width: number; height: number }): Promise<Picture> {
  const small = photo.width > photo.height ? { width: side } : { height: side };
  const rendered = await ImageManipulator.manipulate(photo.uri).resize(small).renderAsync();
  const saved = await rendered.saveAsync({ format: SaveFormat.JPEG, compress: 0.95 });
  const file = new File(saved.uri);
  try {
    return decode(await file.bytes(), { useTArray: true, formatAsRGBA: true });
  } finally {
    // Pictures of faces are not left in the cache.
    file.delete();
    new File(photo.uri).delete();
  }
}
