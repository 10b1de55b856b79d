import fc, { type Arbitrary } from "fast-check";

/** JSON that no serialiser writes: numbers beyond any, depth, keys that mean something to JavaScript. */
const rawTokens = [
  "1e999",
  "-1e999",
  "1e-400",
  "-0",
  "123456789012345678901234567890",
  "0x10",
  "NaN",
  "01",
  "[".repeat(2_000) + "]".repeat(2_000),
  '{"a":'.repeat(1_000) + "1" + "}".repeat(1_000),
  '{"__proto__":{"polluted":true}}',
  '{"constructor":{"prototype":{"polluted":true}}}',
  '{"toString":1,"valueOf":null,"hasOwnProperty":0}',
  '{"then":1}',
  '{"length":1e9}',
  '{"a":1,"a":2}',
  '"\\ud800"',
  '"\\u0000"',
  `"${"x".repeat(5_000)}"`,
];

const mark = "\u0001raw:";

/** A value, or a mark that becomes raw text when it is written. */
const hostileValue: Arbitrary<unknown> = fc.oneof(
  { weight: 3, arbitrary: fc.jsonValue({ maxDepth: 3 }) },
  { weight: 3, arbitrary: fc.constantFrom(...rawTokens.keys()).map((at) => mark + at) },
  { weight: 1, arbitrary: fc.constantFrom(null, true, "", 0, -1, 1.5, 2 ** 53, [], {}, "__proto__", "constructor") },
  { weight: 1, arbitrary: fc.string({ unit: "binary", maxLength: 100 }) },
);

const hostileKey = fc.constantFrom("__proto__", "constructor", "prototype", "toString", "then", "", "extra", "0");

type Change =
  | { readonly kind: "put"; readonly value: unknown }
  | { readonly kind: "drop" }
  | { readonly kind: "add"; readonly key: string; readonly value: unknown };

const change: Arbitrary<Change> = fc.oneof(
  fc.record({ kind: fc.constant("put" as const), value: hostileValue }),
  fc.constant({ kind: "drop" as const }),
  fc.record({ kind: fc.constant("add" as const), key: hostileKey, value: hostileValue }),
);

/** A value that is right but for one place. */
export function spoilt(value: unknown): Arbitrary<unknown> {
  return fc.tuple(fc.constantFrom(...placesIn(value)), change).map(([place, change]) => changed(value, place, change));
}

export const anything: Arbitrary<unknown> = hostileValue;

/** As JSON, with raw tokens where a value is marked. */
export function write(value: unknown): string {
  const text = JSON.stringify(value) ?? "undefined";
  return text.replaceAll(/"\\u0001raw:(\d+)"/g, (_, at: string) => rawTokens[Number(at)]!);
}

/** The text's bytes, as they should be or damaged. */
export function bytes(text: string): Arbitrary<Uint8Array<ArrayBuffer>> {
  const whole = new TextEncoder().encode(text) as Uint8Array<ArrayBuffer>;
  const at = fc.nat(whole.length);
  const broken = fc.constantFrom(
    [0xff],
    [0xc0, 0x80],
    [0xed, 0xa0, 0x80],
    [0x80],
    [0],
    [0xef, 0xbb, 0xbf],
    [0xf4, 0x90, 0x80, 0x80],
  );
  return fc.oneof(
    { weight: 16, arbitrary: fc.constant(whole) },
    { weight: 1, arbitrary: at.map((end) => whole.slice(0, end)) },
    { weight: 1, arbitrary: fc.tuple(at, broken).map(([at, put]) => joined(whole.slice(0, at), put, whole.slice(at))) },
    { weight: 1, arbitrary: fc.nat(20_000).map((room) => joined(whole, new Uint8Array(room).fill(0x20))) },
    { weight: 1, arbitrary: fc.uint8Array({ maxLength: 64 }).map((random) => joined(random)) },
  );
}

function joined(...parts: readonly ArrayLike<number>[]): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  parts.reduce((at, part) => (all.set(part, at), at + part.length), 0);
  return all;
}

type Place = readonly string[];

function placesIn(value: unknown): Place[] {
  if (typeof value !== "object" || value === null) return [[]];
  return [[], ...Object.entries(value).flatMap(([key, inner]) => placesIn(inner).map((place) => [key, ...place]))];
}

function changed(value: unknown, [key, ...rest]: Place, change: Change): unknown {
  if (key === undefined) return changedHere(value, change);
  const entries = Object.entries(value as object);
  if (rest.length === 0 && change.kind === "drop")
    return ofEntries(
      value,
      entries.filter(([name]) => name !== key),
    );
  return ofEntries(
    value,
    entries.map(([name, inner]) => [name, name === key ? changed(inner, rest, change) : inner]),
  );
}

function changedHere(value: unknown, change: Change): unknown {
  switch (change.kind) {
    case "put":
      return change.value;
    case "drop":
      return undefined;
    case "add": {
      if (typeof value !== "object" || value === null) return change.value;
      return ofEntries(value, [...Object.entries(value), [change.key, change.value]]);
    }
    default:
      return change satisfies never;
  }
}

/** Own properties even where the name is `__proto__`, so that it reaches the other side. */
function ofEntries(like: unknown, entries: readonly (readonly [string, unknown])[]): unknown {
  if (Array.isArray(like)) return entries.map(([, value]) => value);
  return Object.fromEntries(entries);
}
