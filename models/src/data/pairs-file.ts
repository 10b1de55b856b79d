import { readFile } from "node:fs/promises";
import { TrainingError } from "../training-error.ts";
import type { Dataset } from "./dataset.ts";
import type { Decoding } from "./decode.ts";
import { fileTree, type FileTree } from "./file-tree.ts";
import { sourceDataset } from "./source-dataset.ts";

/** Pairs of pictures to verify: `first[i]` and `second[i]` are indexes of pictures. */
export interface PairsFold {
  readonly first: Int32Array;
  readonly second: Int32Array;
  /** Whether the two show one person. */
  readonly mated: readonly boolean[];
}

export interface PairsProtocol {
  /** Every picture that a pair names, once, so that each is embedded once; a class is a person. */
  readonly pictures: Dataset;
  /** Thresholds are chosen on all folds but one, and tested on that. */
  readonly folds: readonly PairsFold[];
}

export interface PairsOptions {
  /** `pairs.txt`, or one of the same form. */
  readonly pairs: string;
  /** A folder or archive with a folder per person, at any depth: `Ada_Lovelace/Ada_Lovelace_0001.jpg`. */
  readonly pictures: string;
  /** By default in colour, at full size. */
  readonly decoding?: Decoding;
}

/**
 * Labeled Faces in the Wild's protocol (Huang 2007, "view 2"): the first line has the number of folds and of mated
 * pairs in each (or only that, for one fold); then, fold by fold, the mated pairs `name 1 4`, and as many non-mated
 * ones `name 1 other 3`, apart by blanks.
 *
 * @throws {TrainingError} `data_invalid`, naming file and line, for another form or a missing picture
 */
export async function pairsFile({ pairs, pictures, decoding = { channels: 3 } }: PairsOptions): Promise<PairsProtocol> {
  const { folds, each, lines } = await readPairs(pairs);
  const tree = await fileTree(pictures);
  const fileOf = peopleIn(tree);
  const labels = new Map<string, number>();
  const indexes = new Map<string, number>();
  const indexOf = ({ person, number }: Named, line: number): number => {
    const file = fileOf.get(`${person}/${Number(number)}`);
    if (file === undefined) {
      const missing = `${pictures} has no picture ${number} of ${person}`;
      throw new TrainingError("data_invalid", `${pairs}, line ${line}: ${missing}`);
    }
    if (!labels.has(person)) labels.set(person, labels.size);
    if (!indexes.has(file)) indexes.set(file, indexes.size);
    return indexes.get(file)!;
  };
  const both = lines.map(({ first, second }, i) => [indexOf(first, i + 2), indexOf(second, i + 2)] as const);
  const files = [...indexes.keys()];
  return {
    pictures: sourceDataset(
      pairs,
      [...labels.keys()],
      Int32Array.from(files, (file) => labels.get(file.split("/").at(-2)!)!),
      tree.pictures(files, decoding),
    ),
    folds: Array.from({ length: folds }, (_, fold) => {
      const [from, to] = [fold * each * 2, (fold + 1) * each * 2];
      return {
        first: Int32Array.from(both.slice(from, to), ([first]) => first),
        second: Int32Array.from(both.slice(from, to), ([, second]) => second),
        mated: lines.slice(from, to).map(({ mated }) => mated),
      };
    }),
  };
}

interface Named {
  readonly person: string;
  readonly number: string;
}

interface PairLine {
  readonly mated: boolean;
  readonly first: Named;
  readonly second: Named;
}

async function readPairs(pairs: string): Promise<{ folds: number; each: number; lines: PairLine[] }> {
  const text = await readFile(pairs, "utf8").catch((cause: unknown) => {
    throw new TrainingError("data_invalid", `${pairs} cannot be read: ${(cause as Error).message}`, { cause });
  });
  const [header = "", ...rows] = text.trimEnd().split(/\r?\n/);
  const numbers = header.trim().split(/\s+/).map(Number);
  const [folds, each] = numbers.length === 1 ? [1, numbers[0]!] : [numbers[0]!, numbers[1]!];
  if (numbers.length > 2 || ![folds, each].every((n) => Number.isInteger(n) && n > 0)) {
    throw new TrainingError("data_invalid", `${pairs}, line 1: the number of folds and of pairs were expected`);
  }
  const expected = folds * each * 2;
  if (rows.length !== expected) {
    throw new TrainingError("data_invalid", `${pairs} has ${rows.length} pairs, its first line says ${expected}`);
  }
  // Mated pairs and non-mated ones by turns.
  const isMated = (i: number) => Math.floor(i / each) % 2 === 0;
  return { folds, each, lines: rows.map((row, i) => pairLine(row, isMated(i), `${pairs}, line ${i + 2}`)) };
}

function pairLine(row: string, mated: boolean, place: string): PairLine {
  const columns = row.trim().split(/\s+/);
  const [a, b, c, d] = columns as [string, string, string, string];
  if (columns.length !== (mated ? 3 : 4)) {
    const form = mated ? "a name and two numbers" : "a name, a number, a name and a number";
    throw new TrainingError("data_invalid", `${place}: ${form} were expected`);
  }
  const first = { person: a, number: b };
  return { mated, first, second: mated ? { person: a, number: c } : { person: c, number: d } };
}

/** By person and number: `Ada_Lovelace/1` is `…/Ada_Lovelace/Ada_Lovelace_0001.jpg`. */
function peopleIn({ files, place }: FileTree): Map<string, string> {
  const found = new Map<string, string>();
  for (const file of files) {
    const match = /(?:^|\/)([^/]+)\/\1_(\d+)\.[a-z]+$/i.exec(file);
    if (match) found.set(`${match[1]}/${Number(match[2])}`, file);
  }
  if (found.size === 0) {
    throw new TrainingError("data_invalid", `${place} has no pictures like Ada_Lovelace/Ada_Lovelace_0001.jpg`);
  }
  return found;
}
