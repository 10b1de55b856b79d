import type { FieldType } from "@likeness/sdk/contract";

/** A value as it is compared: a keyword is its text, all else a number. Times are milliseconds since 1970. */
export type Typed = string | number;

/**
 * What a text of metadata means in a field of the type; undefined if it means nothing there.
 *
 * Numbers are written as in JSON (RFC 8259, 6), times as in RFC 3339, 5.6, or as a day alone, which begins in UTC.
 */
export function typed(type: FieldType, text: string): Typed | undefined {
  switch (type) {
    case "keyword":
      return text;
    case "boolean":
      return text === "true" ? 1 : text === "false" ? 0 : undefined;
    case "number":
      return number(text);
    case "time":
      return time(text);
    default:
      return type satisfies never;
  }
}

function number(text: string): number | undefined {
  if (!/^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/.test(text)) return undefined;
  const value = Number(text);
  // There is one zero.
  return Number.isFinite(value) ? value + 0 : undefined;
}

const written =
  /^(\d{4}-\d\d-\d\d)(T([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,9})?)?(Z|[+-]([01]\d|2[0-3]):[0-5]\d))?$/;

function time(text: string): number | undefined {
  const day = written.exec(text)?.[1];
  if (day === undefined) return undefined;
  // The 31st of February would be read as a day in March.
  const midnight = Date.parse(day);
  if (Number.isNaN(midnight) || new Date(midnight).toISOString().slice(0, 10) !== day) return undefined;
  const value = Date.parse(text);
  return Number.isNaN(value) ? undefined : value;
}

/** Bits of a number that its bucket does not have: of 52, twelve are left. */
const dropped = 40;
const float = new Float64Array(1);
const bits = new BigUint64Array(float.buffer);
const mask = ~((1n << BigInt(dropped)) - 1n) & 0xffff_ffff_ffff_ffffn;

/**
 * Under which key values lie together: keywords by themselves, numbers with those that share their first twelve binary
 * digits. It rises with them, so that a range of values is a range of buckets, and there are never too many to read.
 */
export function bucketOf(value: Typed): Typed {
  if (typeof value === "string") return value;
  float[0] = value;
  bits[0] = bits[0]! & mask;
  return float[0]! + 0;
}
