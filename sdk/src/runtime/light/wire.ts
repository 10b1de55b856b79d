import { refuse } from "./refuse.ts";

/** One field of a protobuf message: a number for the wire types of fixed and variable length, else its bytes. */
export interface Field {
  readonly number: number;
  readonly value: number | Uint8Array;
}

/** Reads a protobuf message: https://protobuf.dev/programming-guides/encoding. What has four bytes is a float here. */
export function fieldsOf(message: Uint8Array): readonly Field[] {
  const fields: Field[] = [];
  const cursor: Cursor = { bytes: message, at: 0 };
  while (cursor.at < message.length) {
    const tag = varint(cursor);
    fields.push({ number: tag >>> 3, value: read(cursor, tag & 7) });
  }
  return fields;
}

function read(cursor: Cursor, wireType: number): number | Uint8Array {
  if (wireType === 0) return varint(cursor);
  if (wireType !== 2 && wireType !== 5) return refuse(`protobuf's wire type ${wireType}`);
  const length = wireType === 2 ? varint(cursor) : 4;
  const from = cursor.at;
  cursor.at += length;
  if (cursor.at > cursor.bytes.length || length < 0) refuse("a file that ends in the middle of a field");
  const bytes = cursor.bytes.subarray(from, cursor.at);
  return wireType === 2 ? bytes : new DataView(bytes.buffer, bytes.byteOffset, 4).getFloat32(0, true);
}

export function numbersOf(packed: number | Uint8Array): readonly number[] {
  if (typeof packed === "number") return [packed];
  const numbers: number[] = [];
  const cursor: Cursor = { bytes: packed, at: 0 };
  while (cursor.at < packed.length) numbers.push(varint(cursor));
  return numbers;
}

export function bytesOf({ number, value }: Field): Uint8Array {
  return typeof value === "number" ? refuse(`a field ${number} that is a number`) : value;
}

export function numberOf({ number, value }: Field): number {
  return typeof value === "number" ? value : refuse(`a field ${number} that is no number`);
}

const decoder = new TextDecoder();
export const textOf = (field: Field): string => decoder.decode(bytesOf(field));

interface Cursor {
  readonly bytes: Uint8Array;
  at: number;
}

/** Signed, as int64 is; sizes and dimensions are below 2^53. */
function varint(cursor: Cursor): number {
  const { bytes } = cursor;
  const start = bytes[cursor.at]!;
  // Most are of one byte.
  if (start < 0x80) {
    cursor.at++;
    return start;
  }
  let [low, high] = [0, 0];
  for (let shift = 0; shift < 70; shift += 7) {
    const byte = bytes[cursor.at++];
    if (byte === undefined) break;
    const bits = byte & 0x7f;
    if (shift < 32) low |= bits << shift;
    if (shift > 28) high |= bits << (shift - 32);
    else if (shift === 28) high |= bits >> 4;
    if (byte < 0x80) return high * 2 ** 32 + (low >>> 0);
  }
  return refuse("a file that ends in the middle of a number");
}
