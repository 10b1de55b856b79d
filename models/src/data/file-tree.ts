import { readdir, readFile, stat } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { parseTar } from "nanotar";
import { TrainingError } from "../training-error.ts";
import type { Decoding } from "./decode.ts";
import type { PictureSource } from "./picture-source.ts";

/** The files of a folder or of a tar archive, all the same to who reads a data set. */
export interface FileTree {
  /** The folder or the archive. */
  readonly place: string;
  /** Below the place, with `/` between; in order. What begins with a dot is left out. */
  readonly files: readonly string[];
  readonly folders: readonly string[];
  /** @throws {TrainingError} `data_invalid` for a file that is not there */
  bytes(file: string): Promise<Uint8Array>;
  /** @throws {TrainingError} `data_invalid` for the first file that is not there */
  pictures(files: readonly string[], decoding: Decoding): PictureSource;
}

/**
 * Opens a folder, or reads a `.tar`, `.tar.gz` or `.tgz` whole into memory.
 *
 * @throws {TrainingError} `data_invalid` where there is neither, or the archive is broken
 */
export async function fileTree(place: string): Promise<FileTree> {
  const kind = await stat(place).catch((cause: unknown) => {
    throw new TrainingError("data_invalid", `${place} cannot be read: ${(cause as Error).message}`, { cause });
  });
  return kind.isDirectory() ? folderTree(place) : archiveTree(place);
}

async function folderTree(place: string): Promise<FileTree> {
  const entries = await readdir(place, { recursive: true, withFileTypes: true });
  const below = (entry: (typeof entries)[number]) =>
    path.relative(place, path.join(entry.parentPath, entry.name)).split(path.sep).join("/");
  const seen = entries.filter((entry) => !entry.name.startsWith("."));
  // A link to a file counts as one.
  const files = seen.filter((entry) => !entry.isDirectory()).map(below).filter(shown).toSorted();
  const folders = seen.filter((entry) => entry.isDirectory()).map(below).filter(shown).toSorted();
  const check = checker(place, files);
  return {
    place,
    files,
    folders,
    bytes: async (file) => readFile(path.join(place, check(file))),
    pictures: (names, decoding) => ({ kind: "files", folder: place, names: names.map(check), decoding }),
  };
}

async function archiveTree(place: string): Promise<FileTree> {
  const entries = await unpack(place);
  const inside = new Map<string, Uint8Array>();
  const folders = new Set<string>();
  for (const { name, type, data } of entries) {
    const file = name.replace(/^\.\//, "").replace(/\/$/, "");
    if (!shown(file)) continue;
    if (type === "directory") folders.add(file);
    else if (type === "file") inside.set(file, data ?? new Uint8Array());
  }
  const files = [...inside.keys()].toSorted();
  const check = checker(place, files);
  const bytesOf = (file: string) => inside.get(check(file))!;
  return {
    place,
    files,
    folders: [...folders].toSorted(),
    bytes: async (file) => bytesOf(file),
    pictures: (names, decoding) => {
      const contents = names.map(bytesOf);
      const starts = new Float64Array(names.length + 1);
      contents.forEach((content, i) => (starts[i + 1] = starts[i]! + content.length));
      const bytes = new SharedArrayBuffer(starts[names.length]!);
      contents.forEach((content, i) => new Uint8Array(bytes).set(content, starts[i]));
      return { kind: "packed", bytes, starts, place, names, decoding };
    },
  };
}

async function unpack(place: string) {
  try {
    const file = await readFile(place);
    const bytes = file[0] === 0x1f && file[1] === 0x8b ? await promisify(gunzip)(file) : file;
    // The parser reads the whole buffer below, which Node shares between small files: it is given one of its own.
    const entries = parseTar(bytes.byteLength === bytes.buffer.byteLength ? bytes : new Uint8Array(bytes));
    if (entries.length === 0) throw new Error("it has no entries");
    return entries;
  } catch (cause) {
    const reason = (cause as Error).message;
    throw new TrainingError("data_invalid", `${place} is neither a folder nor a tar archive: ${reason}`, { cause });
  }
}

function shown(file: string): boolean {
  return file !== "" && !file.split("/").some((part) => part.startsWith("."));
}

function checker(place: string, files: readonly string[]): (file: string) => string {
  const known = new Set(files);
  return (file) => {
    if (!known.has(file)) throw new TrainingError("data_invalid", `${path.join(place, file)} is missing`);
    return file;
  };
}
