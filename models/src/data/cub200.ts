import { TrainingError } from "../training-error.ts";
import type { Dataset, Split } from "./dataset.ts";
import type { Decoding } from "./decode.ts";
import { fileTree } from "./file-tree.ts";
import { firstClassesSplit } from "./split.ts";
import { pick } from "./pick.ts";
import { sourceDataset } from "./source-dataset.ts";
import { textMap } from "./text-table.ts";

export interface Cub200Options {
  /** `zero-shot`, the default: the first half of the classes trains, the other tests; or the official parts. */
  readonly protocol?: "zero-shot" | "official";
  /** By default in colour, the shorter side 256. */
  readonly decoding?: Decoding;
}

/**
 * CUB-200-2011 (Wah 2011): 11,788 pictures of 200 kinds of birds. `folder` is the official `CUB_200_2011` with
 * `images.txt`, `image_class_labels.txt`, `classes.txt`, `train_test_split.txt` and `images/`. Zero-shot (Song 2016,
 * section 5): classes 1 to 100, 5,864 pictures, and 101 to 200, 5,924.
 *
 * @throws {TrainingError} `data_invalid`, naming file and line, where a list does not fit or a picture is missing
 */
export async function cub200(folder: string, options: Cub200Options = {}): Promise<Split> {
  const { protocol = "zero-shot", decoding = { channels: 3, shortSide: 256 } } = options;
  const tree = await fileTree(folder);
  const names = await textMap(tree, "classes.txt");
  const numbers = [...names.keys()].toSorted((a, b) => Number(a) - Number(b));
  const labelOf = new Map(numbers.map((number, label) => [number, label]));
  const [pictures, classOf] = [await textMap(tree, "images.txt"), await textMap(tree, "image_class_labels.txt")];
  const labels = Int32Array.from(pictures.keys(), (id) => {
    const label = labelOf.get(classOf.get(id) ?? "");
    if (label === undefined) {
      throw new TrainingError("data_invalid", `${folder}/image_class_labels.txt: picture ${id} has no known class`);
    }
    return label;
  });
  const files = [...pictures.values()].map((file) => `images/${file}`);
  const classes = numbers.map((number) => names.get(number)!);
  const dataset = sourceDataset("CUB-200-2011", classes, labels, tree.pictures(files, decoding));
  if (protocol === "zero-shot") return firstClassesSplit(dataset);
  return officialParts(dataset, [...pictures.keys()], await textMap(tree, "train_test_split.txt"), folder);
}

function officialParts(dataset: Dataset, ids: readonly string[], part: Map<string, string>, folder: string): Split {
  const strange = ids.find((id) => !/^[01]$/.test(part.get(id) ?? ""));
  if (strange !== undefined) {
    throw new TrainingError("data_invalid", `${folder}/train_test_split.txt: picture ${strange} is neither 0 nor 1`);
  }
  const indexes = Int32Array.from(ids.keys());
  const taken = (value: string) => indexes.filter((index) => part.get(ids[index]!) === value);
  return {
    train: pick(dataset, taken("1"), `${dataset.name} train`),
    test: pick(dataset, taken("0"), `${dataset.name} test`),
  };
}
