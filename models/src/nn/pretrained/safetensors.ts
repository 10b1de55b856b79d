import { TrainingError } from "../../training-error.ts";

/*
 * A file of named tensors, little-endian (https://github.com/huggingface/safetensors, "Format"):
 *
 *   0      uint64    h, the length of the header
 *   8      h bytes   JSON in UTF-8, perhaps filled up with spaces:
 *                    { "NAME": { "dtype": "F32", "shape": [64, 3, 7, 7], "data_offsets": [from, to] }, ...,
 *                      "__metadata__": { ... } }
 *   8 + h  the values, row-major; offsets are counted from here, and every byte belongs to one tensor
 */

/** Bytes of a value. */
const widths = { F64: 8, F32: 4, F16: 2, BF16: 2, I64: 8, I32: 4, I16: 2, I8: 1, U8: 1, BOOL: 1 } as const;
type Dtype = keyof typeof widths;

/** The format's own limit. */
const longestHeader = 100_000_000;

export interface Safetensor {
  readonly shape: readonly number[];
  /** @throws {TrainingError} `wrong_checkpoint` for what is neither F32, F16 nor BF16, or not finite */
  floats(): Float32Array;
}

interface Entry {
  readonly name: string;
  readonly dtype: Dtype;
  readonly shape: readonly number[];
  readonly from: number;
  readonly to: number;
}

/**
 * Reads a `.safetensors` file. Values are decoded when they are asked for.
 *
 * @param file what it is called in messages
 * @throws {TrainingError} `wrong_checkpoint`, saying what is wrong with `file`
 */
export function readSafetensors(bytes: Uint8Array, file: string): ReadonlyMap<string, Safetensor> {
  const refuse = (why: string) => new TrainingError("wrong_checkpoint", `${file} ${why}`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = bytes.length < 8 ? Infinity : Number(view.getBigUint64(0, true));
  if (length > longestHeader || 8 + length > bytes.length) throw refuse("is no safetensors file, or cut off");
  const header = parsed(bytes.subarray(8, 8 + length));
  if (header === undefined) throw refuse("is no safetensors file: its header is no JSON object");
  const { __metadata__: _, ...tensors } = header;
  const entries = Object.entries(tensors).map(([name, value]) => {
    const entry = entryOf(name, value);
    if (entry === undefined) throw refuse(`has a header that makes no sense for ${name}`);
    return entry;
  });
  let at = 0;
  for (const { name, from, to } of entries.toSorted((a, b) => a.from - b.from || a.to - b.to)) {
    if (from !== at) throw refuse(`has bytes before ${name} that belong to no tensor, or to two`);
    at = to;
  }
  const values = bytes.subarray(8 + length);
  if (at !== values.length) throw refuse(`has ${values.length} bytes of values where its header tells of ${at}`);
  return new Map(
    entries.map(({ name, dtype, shape, from, to }) => {
      const floats = () => {
        const decode = decoders[dtype];
        if (decode === undefined) throw refuse(`has ${name} as ${dtype}; F32, F16 and BF16 are read`);
        const decoded = decode(values.subarray(from, to));
        if (!decoded.every(Number.isFinite)) throw refuse(`has values in ${name} that are not finite`);
        return decoded;
      };
      return [name, { shape, floats }];
    }),
  );
}

function parsed(bytes: Uint8Array): Record<string, unknown> | undefined {
  try {
    const header: unknown = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
    return isObject(header) ? header : undefined;
  } catch {
    return undefined;
  }
}

/** @returns nothing for what contradicts itself */
function entryOf(name: string, value: unknown): Entry | undefined {
  if (!isObject(value)) return undefined;
  const { dtype, shape, data_offsets: offsets } = value;
  if (typeof dtype !== "string" || !Object.hasOwn(widths, dtype)) return undefined;
  if (!areCounts(shape) || !areCounts(offsets) || offsets.length !== 2) return undefined;
  const [from, to] = offsets as [number, number];
  const width = widths[dtype as Dtype];
  if (to - from !== shape.reduce((product, size) => product * size, width)) return undefined;
  return { name, dtype: dtype as Dtype, shape, from, to };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function areCounts(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((size) => Number.isSafeInteger(size) && size >= 0);
}

const decoders: Partial<Record<Dtype, (bytes: Uint8Array) => Float32Array>> = {
  F32: (bytes) => decoded(bytes, 4, (view, at) => view.getFloat32(at, true)),
  F16: (bytes) => decoded(bytes, 2, (view, at) => half(view.getUint16(at, true))),
  // The upper half of a float32.
  BF16: (bytes) => {
    const cell = new DataView(new ArrayBuffer(4));
    return decoded(bytes, 2, (view, at) => {
      cell.setUint16(0, view.getUint16(at, true));
      return cell.getFloat32(0);
    });
  },
};

function decoded(bytes: Uint8Array, width: number, read: (view: DataView, at: number) => number): Float32Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const values = new Float32Array(bytes.length / width);
  for (let i = 0; i < values.length; i++) values[i] = read(view, i * width);
  return values;
}

/** IEEE 754 binary16: a sign, five bits of exponent, ten of fraction. */
function half(bits: number): number {
  const [sign, exponent, fraction] = [bits >> 15 ? -1 : 1, (bits >> 10) & 31, bits & 1023];
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
  return sign * (exponent === 0 ? fraction * 2 ** -24 : (1024 + fraction) * 2 ** (exponent - 25));
}
