import { TrainingError } from "../training-error.ts";
import type { Dataset } from "./dataset.ts";
import { fileTree } from "./file-tree.ts";
import { inkOnBlack, type OmniglotOptions } from "./omniglot.ts";
import { sourceDataset } from "./source-dataset.ts";

/** One within-alphabet one-shot classification of 20 characters. */
export interface OneShotRun {
  readonly name: string;
  /** One drawing of each character. */
  readonly gallery: Dataset;
  /** One more of each, by another drawer; the label is the class of the gallery that it belongs to. */
  readonly probes: Dataset;
}

/**
 * Omniglot's 20 official runs of 20-way one-shot classification (Lake 2015, "all_runs"): `run01/class_labels.txt` has,
 * line by line, a probe and the drawing of the gallery that it belongs to. They may lie at any depth in the folder or
 * archive. Drawings are as {@link omniglot} has them.
 *
 * @throws {TrainingError} `data_invalid` for a run that names a missing file, or none at all
 */
export async function omniglotRuns(place: string, options: OmniglotOptions = {}): Promise<OneShotRun[]> {
  const tree = await fileTree(place);
  const lists = tree.files.filter((file) => /(^|\/)run\d+\/class_labels\.txt$/.test(file));
  if (lists.length === 0) throw new TrainingError("data_invalid", `${place} has no run01/class_labels.txt`);
  const runs: OneShotRun[] = [];
  for (const list of lists) {
    const run = list.split("/").at(-2)!;
    // The list names files from beside the run's own folder.
    const beside = list.split("/").slice(0, -2).map((part) => `${part}/`).join("");
    const pairs = new TextDecoder()
      .decode(await tree.bytes(list))
      .split(/\r?\n/)
      .filter((line) => line.trim() !== "")
      .map((line) => line.trim().split(/\s+/));
    const broken = pairs.findIndex((pair) => pair.length !== 2);
    if (broken >= 0) throw new TrainingError("data_invalid", `${list}, line ${broken + 1}: two files were expected`);
    const classes = [...new Set(pairs.map(([, reference]) => reference!))].toSorted();
    const drawings = (name: string, files: readonly string[], labels: Int32Array) =>
      inkOnBlack(
        sourceDataset(
          `Omniglot ${run} ${name}`,
          classes,
          labels,
          tree.pictures(files.map((file) => beside + file), { channels: 1 }),
        ),
        options,
      );
    runs.push({
      name: run,
      gallery: await drawings("gallery", classes, Int32Array.from(classes.keys())),
      probes: await drawings(
        "probes",
        pairs.map(([probe]) => probe!),
        Int32Array.from(pairs, ([, reference]) => classes.indexOf(reference!)),
      ),
    });
  }
  return runs;
}
