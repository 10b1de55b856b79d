import { inflateSync } from "node:zlib";
import { TrainingError } from "../training-error.ts";

/** A variable of a MAT file. Elements lie column by column, as MATLAB has them. */
export type MatValue =
  | { readonly kind: "numbers"; readonly shape: readonly number[]; readonly values: Float64Array }
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "cell"; readonly shape: readonly number[]; readonly items: readonly MatValue[] }
  | { readonly kind: "struct"; readonly shape: readonly number[]; readonly items: readonly Record<string, MatValue>[] };

/**
 * Reads the variables of a level 5 MAT file, also compressed (MathWorks, "MAT-File Format", level 5): numbers, text,
 * cells and structs; no sparse arrays, objects or complex numbers.
 *
 * @param place the file, for messages
 * @throws {TrainingError} `data_invalid` for another format, or what is torn or not read
 */
export function readMatFile(bytes: Uint8Array, place: string): Map<string, MatValue> {
  try {
    return variables(bytes);
  } catch (cause) {
    const reason = (cause as Error).message;
    throw new TrainingError("data_invalid", `${place} is not a MAT file that can be read: ${reason}`, { cause });
  }
}

const headerLength = 128;

/** Types of elements. */
const mi = { int8: 1, matrix: 14, compressed: 15 } as const;

/** Classes of arrays; those between `double` and `uint64` are numbers. */
const mx = { cell: 1, struct: 2, char: 4, double: 6, uint64: 15 } as const;

const complexFlag = 0x0800;

function variables(bytes: Uint8Array): Map<string, MatValue> {
  const view = viewOf(bytes);
  const mark = new TextDecoder("latin1").decode(bytes.subarray(126, 128));
  if (bytes.length < headerLength || (mark !== "IM" && mark !== "MI")) throw new Error("it has no level 5 header");
  const little = mark === "IM";
  const version = view.getUint16(124, little);
  if (version !== 0x0100) throw new Error(`its version is 0x${version.toString(16)} (0x200 is HDF5), not 0x100`);
  const found = new Map<string, MatValue>();
  const add = (element: Element) => {
    if (element.type === mi.compressed) {
      for (const inner of elements(inflateSync(element.data), little)) add(inner);
    } else if (element.type === mi.matrix) {
      const { name, value } = array(element.data, little);
      found.set(name, value);
    }
  };
  for (const element of elements(bytes.subarray(headerLength), little)) add(element);
  return found;
}

interface Element {
  readonly type: number;
  readonly data: Uint8Array;
}

function* elements(bytes: Uint8Array, little: boolean): Generator<Element> {
  const view = viewOf(bytes);
  for (let at = 0; at + 8 <= bytes.length; ) {
    const word = view.getUint32(at, little);
    // A small element has its length beside its type, and its data in the same eight bytes.
    const small = word >>> 16;
    const [type, length, start] =
      small > 0 ? [word & 0xffff, small, at + 4] : [word, view.getUint32(at + 4, little), at + 8];
    if (start + length > bytes.length) throw new Error("it ends too soon");
    yield { type, data: bytes.subarray(start, start + length) };
    if (small > 0) at += 8;
    else at = start + (type === mi.compressed ? length : Math.ceil(length / 8) * 8);
  }
}

function array(bytes: Uint8Array, little: boolean): { name: string; value: MatValue } {
  // An empty field of a struct may be written as nothing at all.
  if (bytes.length === 0) return { name: "", value: { kind: "numbers", shape: [0, 0], values: new Float64Array() } };
  const [flags, dimensions, label, ...rest] = elements(bytes, little);
  if (!flags || !dimensions || !label) throw new Error("an array has no name");
  const word = viewOf(flags.data).getUint32(0, little);
  const shape = [...numbers(dimensions, little)];
  return { name: text(label), value: valueOf(word, shape, rest, little) };
}

function valueOf(flags: number, shape: readonly number[], parts: readonly Element[], little: boolean): MatValue {
  const kind = flags & 0xff;
  const count = shape.reduce((product, side) => product * side, 1);
  const value = (element: Element | undefined) => {
    if (element?.type !== mi.matrix) throw new Error("it ends too soon");
    return array(element.data, little).value;
  };
  if (kind === mx.cell) return { kind: "cell", shape, items: Array.from({ length: count }, (_, i) => value(parts[i])) };
  if (kind === mx.struct) {
    const [width, names, ...fields] = parts;
    const keys = fieldNames(width, names, little);
    const items = Array.from({ length: count }, (_, i) =>
      Object.fromEntries(keys.map((key, k) => [key, value(fields[i * keys.length + k])])),
    );
    return { kind: "struct", shape, items };
  }
  const [real] = parts;
  if (!real) throw new Error("it ends too soon");
  if (kind === mx.char) return { kind: "text", text: text(real, little) };
  if (kind < mx.double || kind > mx.uint64) throw new Error(`it has an array of class ${kind}, which is not read`);
  if (flags & complexFlag) throw new Error("it has complex numbers, which are not read");
  const values = numbers(real, little);
  if (values.length !== count) throw new Error(`an array of ${shape.join(" x ")} has ${values.length} values`);
  return { kind: "numbers", shape, values };
}

function fieldNames(width: Element | undefined, names: Element | undefined, little: boolean): string[] {
  const length = width && numbers(width, little)[0];
  if (!names || !length) throw new Error("a struct has no field names");
  return Array.from({ length: names.data.length / length }, (_, i) =>
    // Each has its place of so many bytes, ended by a zero.
    text({ ...names, data: names.data.subarray(i * length, (i + 1) * length) }).replace(/\0.*$/s, ""),
  );
}

/** Any element of numbers: a writer may store doubles that are whole as bytes. */
function numbers({ type, data }: Element, little: boolean): Float64Array {
  const view = viewOf(data);
  const read = readers[type];
  if (!read) throw new Error(`it has an element of type ${type}, which is not read`);
  const [size, get] = read;
  return Float64Array.from({ length: Math.floor(data.length / size) }, (_, i) => get(view, i * size, little));
}

type Getter = (view: DataView, at: number, little: boolean) => number;

/** By type of element: its length in bytes and how it is read. */
const readers: Readonly<Record<number, readonly [number, Getter]>> = {
  1: [1, (view, at) => view.getInt8(at)],
  2: [1, (view, at) => view.getUint8(at)],
  3: [2, (view, at, little) => view.getInt16(at, little)],
  4: [2, (view, at, little) => view.getUint16(at, little)],
  5: [4, (view, at, little) => view.getInt32(at, little)],
  6: [4, (view, at, little) => view.getUint32(at, little)],
  7: [4, (view, at, little) => view.getFloat32(at, little)],
  9: [8, (view, at, little) => view.getFloat64(at, little)],
  12: [8, (view, at, little) => Number(view.getBigInt64(at, little))],
  13: [8, (view, at, little) => Number(view.getBigUint64(at, little))],
};

const utf8 = 16;

/** One row of text: UTF-8, or a number of each character. */
function text(element: Element, little = true): string {
  if (element.type === utf8 || element.type === mi.int8) return new TextDecoder().decode(element.data);
  const type = element.type === 17 ? 4 : element.type === 18 ? 6 : element.type;
  return String.fromCodePoint(...numbers({ ...element, type }, little));
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
