import { TrainingError } from "../training-error.ts";
import type { FixedStep } from "./augment/step.ts";
import type { Dataset, Split } from "./dataset.ts";
import { fileTree, type FileTree } from "./file-tree.ts";
import { inMemory } from "./in-memory.ts";
import { ofClasses } from "./pick.ts";
import { sourceDataset, type SourceDataset } from "./source-dataset.ts";

export interface OmniglotOptions {
  /** The side to which drawings of 105 x 105 are shrunk. */
  readonly size?: number;
  readonly signal?: AbortSignal;
}

export interface OmniglotSplitOptions extends OmniglotOptions {
  /** Alphabets whose characters are tested; by default those of `images_evaluation`, the official part for it. */
  readonly test?: readonly string[];
  /** Alphabets held out of training to choose by; by default none. */
  readonly validation?: readonly string[];
}

/** A split of the eight alphabets of `images_background_small1` and `_small2` together: 132, 39 and 71 characters. */
export const smallBackgroundSplit = {
  validation: ["Early_Aramaic", "Tagalog"],
  test: ["Balinese", "Japanese_(katakana)"],
} as const;

/**
 * Omniglot (Lake 2015): hand-drawn characters of many alphabets, 20 drawings each, as grey pictures in memory, strokes
 * 255 on 0 (the files have it the other way round), so that what is padded with 0 is paper.
 *
 * `place` is a folder or a tar archive in which the official `images_background`, `images_evaluation`,
 * `images_background_small1` or `_small2` lie, at any depth; an alphabet that is in two of them counts once. A class is
 * a character: `Greek/character01`.
 *
 * @throws {TrainingError} `data_invalid` where there is no drawing, or one cannot be read
 */
export async function omniglot(place: string, options: OmniglotOptions = {}): Promise<SourceDataset> {
  const tree = await fileTree(place);
  return drawingsOf(tree, [...drawings(tree).values()], "Omniglot", options);
}

/**
 * Omniglot split by alphabets: no two parts have a character in common, or even its alphabet.
 *
 * @throws {TrainingError} `config_invalid` for an alphabet that is not there or is named twice
 */
export async function omniglotSplit(place: string, options: OmniglotSplitOptions = {}): Promise<Split> {
  const tree = await fileTree(place);
  const found = [...drawings(tree).values()];
  const all = new Set(found.map(({ alphabet }) => alphabet));
  const test = options.test ?? [...new Set(found.filter(({ official }) => official).map(({ alphabet }) => alphabet))];
  const validation = options.validation ?? [];
  checkAlphabets([...test, ...validation], all);
  if (test.length === 0) {
    throw new TrainingError(
      "config_invalid",
      `${place} has no images_evaluation: name the alphabets to test with, of ${[...all].toSorted().join(", ")}`,
    );
  }
  const held = new Set([...test, ...validation]);
  const train = [...all].filter((alphabet) => !held.has(alphabet));
  if (train.length === 0) throw new TrainingError("config_invalid", `${place}: no alphabet is left to train on`);
  const dataset = await drawingsOf(tree, found, "Omniglot", options);
  const part = (name: string, alphabets: readonly string[]) => ofAlphabets(dataset, alphabets, `Omniglot ${name}`);
  return {
    train: part("train", train),
    ...(validation.length > 0 && { validation: part("validation", validation) }),
    test: part("test", test),
  };
}

/** The characters of some alphabets. */
export function ofAlphabets(dataset: Dataset, alphabets: readonly string[], name: string): Dataset {
  const chosen = new Set(alphabets);
  const labels = [...dataset.classes.keys()].filter((label) => chosen.has(alphabetOf(dataset.classes[label]!)));
  return ofClasses(dataset, labels, name);
}

/** The alphabet of a class of Omniglot. */
export function alphabetOf(name: string): string {
  return name.split("/")[0]!;
}

interface Drawing {
  readonly file: string;
  readonly alphabet: string;
  readonly character: string;
  /** Whether the official evaluation set has it. */
  readonly official: boolean;
}

/** By alphabet, character and file name, because the small background sets overlap. */
function drawings({ place, files }: FileTree): Map<string, Drawing> {
  const found = new Map<string, Drawing>();
  for (const file of files) {
    const match = /(?:^|\/)(images_[^/]+)\/([^/]+)\/(character\d+)\/([^/]+\.png)$/.exec(file);
    if (!match) continue;
    const [, set, alphabet, character, name] = match as unknown as [string, string, string, string, string];
    const key = `${alphabet}/${character}/${name}`;
    if (!found.has(key)) found.set(key, { file, alphabet, character, official: set === "images_evaluation" });
  }
  if (found.size === 0) {
    throw new TrainingError("data_invalid", `${place} has no drawings like images_background/Greek/character01/x.png`);
  }
  return found;
}

function drawingsOf(
  tree: FileTree,
  found: readonly Drawing[],
  name: string,
  options: OmniglotOptions,
): Promise<SourceDataset> {
  const nameOf = ({ alphabet, character }: Drawing) => `${alphabet}/${character}`;
  const classes = [...new Set(found.map(nameOf))].toSorted();
  const numbers = new Map(classes.map((name, label) => [name, label]));
  const source = tree.pictures(found.map(({ file }) => file), { channels: 1 });
  const labels = Int32Array.from(found, (drawing) => numbers.get(nameOf(drawing))!);
  return inkOnBlack(sourceDataset(name, classes, labels, source), options);
}

/** Drawings in memory, strokes bright. */
export function inkOnBlack(dataset: Dataset, { size = 105, signal }: OmniglotOptions): Promise<SourceDataset> {
  const steps: FixedStep[] = [{ op: "invert" }];
  if (size !== 105) steps.push({ op: "resize", width: size, height: size });
  return inMemory(dataset, { steps, ...(signal && { signal }) });
}

function checkAlphabets(named: readonly string[], all: ReadonlySet<string>): void {
  const unknown = named.find((alphabet) => !all.has(alphabet));
  if (unknown !== undefined) {
    throw new TrainingError(
      "config_invalid",
      `there is no alphabet ${unknown}; there are ${[...all].toSorted().join(", ")}`,
    );
  }
  const twice = named.find((alphabet, i) => named.indexOf(alphabet) !== i);
  if (twice !== undefined) throw new TrainingError("config_invalid", `alphabet ${twice} is named twice`);
}
