import { gunzipSync } from "node:zlib";
import { readFile } from "node:fs/promises";
import { TrainingError } from "../training-error.ts";
import { sourceDataset, type SourceDataset } from "./source-dataset.ts";

/** Unsigned bytes with a shape, as MNIST's files have them. */
export interface IdxArray {
  readonly shape: readonly number[];
  readonly data: Uint8Array;
}

/** The bytes of two IDX files, or where they lie. */
export interface IdxFiles {
  readonly images: string | Uint8Array;
  readonly labels: string | Uint8Array;
}

/** The only type of value that MNIST and its likes use. */
const unsignedByte = 0x08;

/**
 * Reads IDX: two zero bytes, the type, the number of dimensions, each dimension as 4 bytes, the most significant first,
 * and the values (LeCun, "The MNIST database", "file formats"). A gzip is unpacked.
 *
 * @param place the file, for messages
 * @throws {TrainingError} `data_invalid` for another magic number, type or length
 */
export function readIdx(file: Uint8Array, place: string): IdxArray {
  const fail = (what: string) => new TrainingError("data_invalid", `${place} ${what}`);
  const bytes = file[0] === 0x1f && file[1] === 0x8b ? unpacked(file, place) : file;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 4 || view.getUint16(0) !== 0) throw fail("is no IDX file: it does not begin with two zero bytes");
  const [type, rank] = [bytes[2]!, bytes[3]!];
  if (type !== unsignedByte) throw fail(`has values of type 0x${type.toString(16)}, not bytes (0x8)`);
  const start = 4 + 4 * rank;
  if (rank === 0 || bytes.length < start) throw fail("ends in its header");
  const shape = Array.from({ length: rank }, (_, i) => view.getUint32(4 + 4 * i));
  const values = shape.reduce((product, side) => product * side, 1);
  if (bytes.length !== start + values) {
    throw fail(`has ${bytes.length - start} bytes of values, its header says ${shape.join(" x ")}`);
  }
  return { shape, data: bytes.subarray(start) };
}

/**
 * Grey pictures and their labels from a pair of IDX files, decoded in memory.
 *
 * @param classes what each label is called
 * @throws {TrainingError} `data_invalid` where a file cannot be read, or the two do not fit
 */
export async function idxDataset(name: string, files: IdxFiles, classes: readonly string[]): Promise<SourceDataset> {
  const [images, labels] = [await load(files.images, `${name} images`), await load(files.labels, `${name} labels`)];
  const [pictures, height, width] = images.shape;
  const fail = (what: string) => new TrainingError("data_invalid", what);
  if (images.shape.length !== 3) throw fail(`${images.place} has ${images.shape.length} dimensions, pictures have 3`);
  if (labels.shape.length !== 1) throw fail(`${labels.place} has ${labels.shape.length} dimensions, labels have 1`);
  if (pictures === 0) throw fail(`${images.place} has no pictures`);
  if (pictures !== labels.data.length) {
    throw fail(`${labels.place} has ${labels.data.length} labels, ${images.place} has ${pictures} pictures`);
  }
  const strange = labels.data.findIndex((label) => label >= classes.length);
  if (strange >= 0) {
    throw fail(`${labels.place}: picture ${strange} is of class ${labels.data[strange]}; there are ${classes.length}`);
  }
  const bytes = new SharedArrayBuffer(images.data.length);
  new Uint8Array(bytes).set(images.data);
  return sourceDataset(name, classes, Int32Array.from(labels.data), {
    kind: "memory",
    bytes,
    width: width!,
    height: height!,
    channels: 1,
    place: images.place,
  });
}

async function load(file: string | Uint8Array, name: string): Promise<IdxArray & { readonly place: string }> {
  if (typeof file !== "string") return { ...readIdx(file, name), place: name };
  const bytes = await readFile(file).catch((cause: unknown) => {
    throw new TrainingError("data_invalid", `${file} cannot be read: ${(cause as Error).message}`, { cause });
  });
  return { ...readIdx(bytes, file), place: file };
}

function unpacked(file: Uint8Array, place: string): Uint8Array {
  try {
    return gunzipSync(file);
  } catch (cause) {
    throw new TrainingError("data_invalid", `${place} is a broken gzip`, { cause });
  }
}
