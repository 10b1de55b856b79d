import { readFile } from "node:fs/promises";
import path from "node:path";
import { TrainingError } from "../training-error.ts";
import type { Pixels } from "./pixels.ts";
import { decodePixels, type Decoding } from "./decode.ts";
import { quarterTurns } from "./quarter-turns.ts";

/**
 * Where pictures lie, as a plain value. A worker thread is given it and reads for itself: memory is shared, not copied.
 */
export type PictureSource = MemorySource | PackedSource | FilesSource | PickedSource | TurnedSource;

/** Decoded pictures of one size, one after another. */
export interface MemorySource {
  readonly kind: "memory";
  readonly bytes: SharedArrayBuffer;
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 3;
  /** The file that they came from, for messages. */
  readonly place: string;
  /** Where each comes from, where it is more than a number in that file. */
  readonly names?: readonly string[];
}

/** Picture files one after another in memory, as an archive has them; the i-th ends where the next begins. */
export interface PackedSource {
  readonly kind: "packed";
  readonly bytes: SharedArrayBuffer;
  /** One more than pictures. */
  readonly starts: Float64Array;
  readonly place: string;
  readonly names: readonly string[];
  readonly decoding: Decoding;
}

export interface FilesSource {
  readonly kind: "files";
  readonly folder: string;
  /** Below the folder. */
  readonly names: readonly string[];
  readonly decoding: Decoding;
}

/** Some pictures of another source, in this order. */
export interface PickedSource {
  readonly kind: "picked";
  readonly of: PictureSource;
  readonly indexes: Int32Array;
}

/** Every picture of another source four times, turned by 0, 1, 2 and 3 quarters clockwise. */
export interface TurnedSource {
  readonly kind: "turned";
  readonly of: PictureSource;
}

export function pictureCount(source: PictureSource): number {
  switch (source.kind) {
    case "memory":
      return source.bytes.byteLength / (source.width * source.height * source.channels);
    case "packed":
    case "files":
      return source.names.length;
    case "picked":
      return source.indexes.length;
    case "turned":
      return pictureCount(source.of) * 4;
    default:
      return source satisfies never;
  }
}

/**
 * One picture. What lies in memory decoded is there at once, not in a promise.
 *
 * @throws {TrainingError} `data_invalid`, naming the file
 */
export function readPicture(source: PictureSource, index: number): Pixels | Promise<Pixels> {
  switch (source.kind) {
    case "memory": {
      const { bytes, width, height, channels } = source;
      const size = width * height * channels;
      return { data: new Uint8Array(bytes, index * size, size), width, height, channels };
    }
    case "packed": {
      const [from, to] = [source.starts[index]!, source.starts[index + 1]!];
      // sharp reads no shared memory, and a picture file is small.
      const file = new Uint8Array(source.bytes, from, to - from).slice();
      return decodePixels(file, placeOf(source, index), source.decoding);
    }
    case "files":
      return readFileOf(source, index);
    case "picked":
      return readPicture(source.of, source.indexes[index]!);
    case "turned":
      return turned(readPicture(source.of, index >> 2), index & 3);
    default:
      return source satisfies never;
  }
}

/** Where a picture comes from, in words. */
export function placeOf(source: PictureSource, index: number): string {
  switch (source.kind) {
    case "memory":
      return source.names?.[index] ?? `${source.place}, picture ${index}`;
    case "packed":
      return `${source.place}, ${source.names[index]}`;
    case "files":
      return path.join(source.folder, source.names[index] ?? "");
    case "picked":
      return placeOf(source.of, source.indexes[index]!);
    case "turned":
      return `${placeOf(source.of, index >> 2)}, turned by ${(index & 3) * 90} degrees`;
    default:
      return source satisfies never;
  }
}

async function readFileOf(source: FilesSource, index: number): Promise<Pixels> {
  const file = placeOf(source, index);
  const bytes = await readFile(file).catch((cause: unknown) => {
    throw new TrainingError("data_invalid", `${file} cannot be read: ${(cause as Error).message}`, { cause });
  });
  return decodePixels(bytes, file, source.decoding);
}

function turned(picture: Pixels | Promise<Pixels>, quarters: number): Pixels | Promise<Pixels> {
  return picture instanceof Promise
    ? picture.then((pixels) => quarterTurns(pixels, quarters))
    : quarterTurns(picture, quarters);
}
