import { TrainingError } from "../training-error.ts";
import type { Decoding } from "./decode.ts";
import { fileTree, type FileTree } from "./file-tree.ts";
import { sourceDataset, type SourceDataset } from "./source-dataset.ts";

export interface ClassFoldersOptions {
  /** By default the folder's own. */
  readonly name?: string;
  /** By default in colour, at full size. */
  readonly decoding?: Decoding;
}

/** What is taken for a picture, by its name. */
const pictureName = /\.(jpe?g|png|webp|avif|gif|tiff?|pgm|ppm)$/i;

/**
 * A folder (or tar archive) with a folder of pictures per class, at any depth below it; classes in the order of their
 * names. For parts that share no class see `splitByClass`.
 *
 * @throws {TrainingError} `data_invalid` for a folder without classes, naming a class without pictures
 */
export async function classFolders(place: string, options: ClassFoldersOptions = {}): Promise<SourceDataset> {
  const { name = place, decoding = { channels: 3 } } = options;
  const tree = await fileTree(place);
  const { classes, files, labels } = picturesIn(tree);
  return sourceDataset(name, classes, labels, tree.pictures(files, decoding));
}

/**
 * The pictures below each folder of a tree.
 *
 * @throws {TrainingError} as {@link classFolders}
 */
export function picturesIn({ place, files, folders }: FileTree): {
  readonly classes: readonly string[];
  readonly files: readonly string[];
  readonly labels: Int32Array;
} {
  const inFolders = files.filter((file) => pictureName.test(file) && file.includes("/"));
  const classes = [...new Set([...folders, ...inFolders].map(topOf))].toSorted();
  if (classes.length === 0) throw new TrainingError("data_invalid", `${place} has no folder of pictures per class`);
  const labelOf = new Map(classes.map((name, label) => [name, label]));
  const labels = Int32Array.from(inFolders, (file) => labelOf.get(topOf(file))!);
  const seen = new Set(labels);
  const empty = classes.find((_, label) => !seen.has(label));
  if (empty !== undefined) throw new TrainingError("data_invalid", `${place}/${empty} has no pictures`);
  return { classes, files: inFolders, labels };
}

function topOf(file: string): string {
  return file.split("/")[0]!;
}
