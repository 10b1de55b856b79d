import { TrainingError } from "../training-error.ts";

/*
 * A file of named tensors, little-endian whatever the machine is:
 *
 *   0       8 bytes   "LIKETNSR"
 *   8       uint32    version of the format, 1
 *   12      uint32    h, the length of the header, a multiple of 8
 *   16      h bytes   the header, JSON in UTF-8, filled up with spaces:
 *                     { "meta": {...}, "tensors": [{ "name", "type", "shape", "offset" }, ...] }
 *   16 + h            the values; each tensor begins at 16 + h + offset, which is a multiple of 8
 *   end - 32 32 bytes SHA-256 of everything before
 *
 * The same content gives the same bytes: tensors lie in the order of their names.
 */
const magic = "LIKETNSR";
const version = 1;
const digestLength = 32;
const types = { f32: Float32Array, f64: Float64Array, i32: Int32Array } as const;

export type TensorValues = Float32Array | Float64Array | Int32Array;

export interface NamedTensor {
  readonly shape: readonly number[];
  readonly data: TensorValues;
}

export interface TensorFile<Meta> {
  readonly meta: Meta;
  readonly tensors: Readonly<Record<string, NamedTensor>>;
}

interface Entry {
  readonly name: string;
  readonly type: keyof typeof types;
  readonly shape: readonly number[];
  readonly offset: number;
}

export async function encodeTensorFile<Meta>({ meta, tensors }: TensorFile<Meta>): Promise<Uint8Array> {
  const names = Object.keys(tensors).toSorted();
  let length = 0;
  const entries = names.map((name): Entry => {
    const { shape, data } = tensors[name]!;
    const offset = length;
    length = roundedUp(offset + data.byteLength);
    return { name, type: typeOf(data), shape, offset };
  });
  const json = new TextEncoder().encode(JSON.stringify({ meta, tensors: entries }));
  const start = roundedUp(16 + json.length);
  const bytes = new Uint8Array(start + length + digestLength);
  bytes.set(new TextEncoder().encode(magic));
  const view = new DataView(bytes.buffer);
  view.setUint32(8, version, true);
  view.setUint32(12, start - 16, true);
  bytes.fill(0x20, 16, start);
  bytes.set(json, 16);
  for (const { name, offset } of entries) bytes.set(littleEndian(tensors[name]!.data), start + offset);
  bytes.set(await digest(bytes.subarray(0, start + length)), start + length);
  return bytes;
}

/** @throws {TrainingError} `wrong_checkpoint`, saying what is wrong with `file` */
export async function decodeTensorFile<Meta>(bytes: Uint8Array, file: string): Promise<TensorFile<Meta>> {
  const refuse = (why: string) => new TrainingError("wrong_checkpoint", `${file} ${why}`);
  if (new TextDecoder("latin1").decode(bytes.subarray(0, 8)) !== magic) throw refuse("is no checkpoint of this program");
  if (bytes.length < 16 + digestLength) throw refuse("is cut off");
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const found = view.getUint32(8, true);
  if (found !== version) throw refuse(`has the format version ${found}; this program reads version ${version}`);
  const end = bytes.length - digestLength;
  const told = bytes.subarray(end);
  const counted = await digest(bytes.subarray(0, end));
  if (!counted.every((byte, i) => byte === told[i])) throw refuse("is cut off or damaged: its SHA-256 is another one");
  // From here on it is what was written.
  const start = 16 + view.getUint32(12, true);
  const header = JSON.parse(new TextDecoder().decode(bytes.subarray(16, start))) as { meta: Meta; tensors: Entry[] };
  const tensors = header.tensors.map(({ name, type, shape, offset }): [string, NamedTensor] => {
    const count = shape.reduce((product, size) => product * size, 1);
    const from = start + offset;
    const width = types[type].BYTES_PER_ELEMENT;
    // A copy that has a buffer of its own: `slice` of a Node Buffer would not have.
    const values = new Uint8Array(bytes.subarray(from, from + count * width));
    return [name, { shape, data: new types[type](inMachineOrder(values, width).buffer) }];
  });
  return { meta: header.meta, tensors: Object.fromEntries(tensors) };
}

const roundedUp = (length: number) => Math.ceil(length / 8) * 8;

function typeOf(data: TensorValues): keyof typeof types {
  if (data instanceof Float32Array) return "f32";
  return data instanceof Float64Array ? "f64" : "i32";
}

function littleEndian(data: TensorValues): Uint8Array {
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  return inMachineOrder(new Uint8Array(bytes), data.BYTES_PER_ELEMENT);
}

/** From little-endian or to it: where the machine is big-endian, the bytes of each value are turned round. */
function inMachineOrder(bytes: Uint8Array<ArrayBuffer>, width: number): Uint8Array<ArrayBuffer> {
  const isLittleEndian = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;
  if (!isLittleEndian) for (let i = 0; i < bytes.length; i += width) bytes.subarray(i, i + width).reverse();
  return bytes;
}

async function digest(bytes: Uint8Array): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes as Uint8Array<ArrayBuffer>));
}
