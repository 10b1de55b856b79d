import type { Dataset } from "./dataset.ts";
import { pictureCount, placeOf, readPicture, type PictureSource } from "./picture-source.ts";

/** A dataset over a source, which worker threads can read too. */
export type SourceDataset = Dataset & { readonly source: PictureSource };

/**
 * @param labels the class of each picture of the source
 * @throws {RangeError} where labels, pictures and classes do not fit
 */
export function sourceDataset(
  name: string,
  classes: readonly string[],
  labels: Int32Array,
  source: PictureSource,
): SourceDataset {
  const pictures = pictureCount(source);
  if (labels.length !== pictures) throw new RangeError(`${name}: ${labels.length} labels for ${pictures} pictures`);
  const wrong = labels.find((label) => !(label >= 0 && label < classes.length));
  if (wrong !== undefined) throw new RangeError(`${name}: label ${wrong} of ${classes.length} classes`);
  return {
    name,
    classes,
    labels,
    source,
    describe: (index) => placeOf(source, index),
    picture: async (index) => readPicture(source, index),
  };
}
