import { refuse } from "./refuse.ts";

/** One field of a protobuf message: a number for the wire types of fixed and variable length, else its bytes. */
export interface Field {
  readonly number: number;
  readonly value: number | Uint8Array;
}

/** Reads a protobuf message: https://protobuf.dev/programming-guides/encoding. Floats come as such. */
export function* fieldsOf(message: Uint8Array): Generator<Field> {
  const view = new DataView(message.buffer, message.byteOffset, message.byteLength);
  let at = 0;
  const varint = (): number => {
    const [value, end] = readVarint(message, at);
    at = end;
    return value;
  };
  while (at < message.length) {
    const tag = varint();
    const number = Math.floor(tag / 8);
    switch (tag % 8) {
      case 0:
        yield { number, value: varint() };
        break;
      case 2: {
        const length = varint();
        if (at + length > message.length) refuse("a file that ends in the middle of a field");
        yield { number, value: message.subarray(at, at + length) };
        at += length;
        break;
      }
      case 5:
        if (at + 4 > message.length) refuse("a file that ends in the middle of a field");
        yield { number, value: view.getFloat32(at, true) };
        at += 4;
        break;
      default:
        refuse(`protobuf's wire type ${tag % 8}`);
    }
  }
}

export function numbersOf(packed: number | Uint8Array): readonly number[] {
  if (typeof packed === "number") return [packed];
  const numbers: number[] = [];
  for (let at = 0; at < packed.length; ) {
    const [value, end] = readVarint(packed, at);
    numbers.push(value);
    at = end;
  }
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

/** Signed, as int64 is; sizes and dimensions are below 2^53. */
function readVarint(bytes: Uint8Array, start: number): readonly [value: number, end: number] {
  let [low, high, at] = [0, 0, start];
  for (let shift = 0; shift < 70; shift += 7) {
    const byte = bytes[at++];
    if (byte === undefined) break;
    const bits = byte & 0x7f;
    if (shift < 28) low |= bits << shift;
    else if (shift === 28) {
      low |= bits << 28;
      high |= bits >> 4;
    } else high |= bits << (shift - 32);
    if (byte < 0x80) return [high * 2 ** 32 + (low >>> 0), at];
  }
  return refuse("a file that ends in the middle of a number");
}
