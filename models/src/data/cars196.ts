import { TrainingError } from "../training-error.ts";
import type { Split } from "./dataset.ts";
import type { Decoding } from "./decode.ts";
import { fileTree } from "./file-tree.ts";
import { type MatValue, readMatFile } from "./mat-file.ts";
import { pick } from "./pick.ts";
import { sourceDataset } from "./source-dataset.ts";
import { firstClassesSplit } from "./split.ts";

export interface Cars196Options {
  /** `zero-shot`, the default: the first half of the classes trains, the other tests; or the official parts. */
  readonly protocol?: "zero-shot" | "official";
  /** By default in colour, the shorter side 256. */
  readonly decoding?: Decoding;
}

/**
 * CARS196 (Krause 2013): 16,185 pictures of 196 models of cars. `folder` has the official `cars_annos.mat` and the
 * `car_ims/` that it names. Zero-shot (Song 2016, section 5): classes 1 to 98, 8,054 pictures, and 99 to 196, 8,131.
 *
 * @throws {TrainingError} `data_invalid` where the annotations are torn or of another form, or a picture is missing
 */
export async function cars196(folder: string, options: Cars196Options = {}): Promise<Split> {
  const { protocol = "zero-shot", decoding = { channels: 3, shortSide: 256 } } = options;
  const tree = await fileTree(folder);
  const place = `${folder}/cars_annos.mat`;
  const variables = readMatFile(await tree.bytes("cars_annos.mat"), place);
  const [names, annotations] = [variables.get("class_names"), variables.get("annotations")];
  if (names?.kind !== "cell" || annotations?.kind !== "struct") {
    throw new TrainingError("data_invalid", `${place} lacks the cell class_names or the struct annotations`);
  }
  const classes = names.items.map((name, i) => textOf(name, `${place}, class_names ${i + 1}`));
  const cars = annotations.items.map((item, i) => {
    const at = `${place}, annotation ${i + 1}`;
    const label = numberOf(item["class"], `${at}, class`) - 1;
    if (classes[label] === undefined) throw new TrainingError("data_invalid", `${at} is of unknown class ${label + 1}`);
    return {
      file: textOf(item["relative_im_path"], `${at}, relative_im_path`),
      label,
      test: numberOf(item["test"], `${at}, test`) === 1,
    };
  });
  const dataset = sourceDataset(
    "CARS196",
    classes,
    Int32Array.from(cars, ({ label }) => label),
    tree.pictures(cars.map(({ file }) => file), decoding),
  );
  if (protocol === "zero-shot") return firstClassesSplit(dataset);
  const indexes = Int32Array.from(cars.keys());
  return {
    train: pick(dataset, indexes.filter((index) => !cars[index]!.test), `${dataset.name} train`),
    test: pick(dataset, indexes.filter((index) => cars[index]!.test), `${dataset.name} test`),
  };
}

function textOf(value: MatValue | undefined, place: string): string {
  if (value?.kind === "text") return value.text;
  throw new TrainingError("data_invalid", `${place} is no text`);
}

function numberOf(value: MatValue | undefined, place: string): number {
  const [number] = value?.kind === "numbers" ? value.values : [];
  if (number !== undefined) return number;
  throw new TrainingError("data_invalid", `${place} is no number`);
}
