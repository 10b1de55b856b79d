import type { Dataset } from "../../src/data/dataset.ts";
import type { Pixels } from "../../src/data/pixels.ts";

/**
 * Every picture beside its mirror image, which is a class of its own: picture `2 i + m` is the i-th, mirrored where m is
 * 1, of class `2 c + m`. A sign that is its own mirror image is then in two classes, which costs a little.
 */
export function mirroredAsClasses(dataset: Dataset): Dataset {
  const { labels, classes } = dataset;
  return {
    name: `${dataset.name}, mirrored as classes`,
    classes: classes.flatMap((name) => [name, `${name} mirrored`]),
    labels: Int32Array.from({ length: labels.length * 2 }, (_, i) => labels[i >> 1]! * 2 + (i & 1)),
    describe: (index) => `${dataset.describe(index >> 1)}${index & 1 ? ", mirrored" : ""}`,
    picture: async (index) => {
      const picture = await dataset.picture(index >> 1);
      return index & 1 ? mirrored(picture) : picture;
    },
  };
}

function mirrored(picture: Pixels): Pixels {
  const { data, width, height, channels } = picture;
  const result = new Uint8Array(data.length);
  for (let pixel = 0; pixel < width * height; pixel++) {
    const from = pixel - 2 * (pixel % width) + width - 1;
    for (let c = 0; c < channels; c++) result[pixel * channels + c] = data[from * channels + c]!;
  }
  return { ...picture, data: result };
}
