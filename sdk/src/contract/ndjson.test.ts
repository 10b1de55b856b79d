import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { linesOf, lineSplitter, valueOf, type Line } from "./ndjson.ts";

const bytesOf = (text: string) => new TextEncoder().encode(text);
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
const textOf = ({ number, bytes }: Line) => [number, bytes && decoder.decode(bytes)];

/** What is read of chunks, with every line's bytes as they are while nothing more is pushed. */
function read(limit: number, chunks: readonly Uint8Array[]) {
  const splitter = lineSplitter(limit);
  const lines = chunks.flatMap((chunk) => [...splitter.push(chunk)].map(textOf));
  const last = splitter.end();
  return last ? [...lines, textOf(last)] : lines;
}

/** What it is to be: the whole text, cut as it stands. */
function expected(limit: number, text: string) {
  const parts = text.split("\n");
  if (parts.at(-1) === "") parts.pop();
  return parts.flatMap((part, i): [number, string | undefined][] => {
    const line = part.replace(/\r$/, "");
    if (bytesOf(line).length > limit) return [[i + 1, undefined]];
    return /^[ \t\r]*$/.test(line) ? [] : [[i + 1, line]];
  });
}

/** The same bytes in pieces, cut anywhere: within a character, between CR and LF. */
const pieces = (bytes: Uint8Array) =>
  fc.array(fc.nat({ max: bytes.length }), { maxLength: 12 }).map((cuts) => {
    const ends = [...cuts.toSorted((a, b) => a - b), bytes.length];
    return ends.map((end, i) => bytes.subarray(ends[i - 1] ?? 0, end));
  });

const line = fc.oneof(
  fc.constantFrom("", " ", "\t ", "\r", "{}", "ä", "😀", "12345678", "123456789", "\ufeff"),
  fc.string({ unit: "grapheme", maxLength: 12 }).map((text) => text.toWellFormed().replaceAll("\n", "n")),
);
const texts = fc
  .tuple(fc.array(fc.tuple(line, fc.constantFrom("\n", "\r\n")), { maxLength: 12 }), fc.constantFrom("", "{}", "x"))
  .map(([lines, rest]) => lines.map((parts) => parts.join("")).join("") + rest);

describe("lines", () => {
  test("are the same however their bytes come", () => {
    fc.assert(
      fc.property(
        texts.chain((text) => fc.tuple(fc.constant(text), pieces(bytesOf(text)), fc.integer({ min: 1, max: 12 }))),
        ([text, chunks, limit]) => {
          expect(read(limit, chunks)).toEqual(expected(limit, text));
        },
      ),
    );
  });

  test("may be as long as the limit, and not a byte longer; their ends are not counted", () => {
    for (const end of ["\n", "\r\n", ""]) {
      const one = (text: string) => read(4, [...bytesOf(text + end)].map((byte) => Uint8Array.of(byte)));
      expect(one("1234")).toEqual([[1, "1234"]]);
      expect(one("12345")).toEqual([[1, undefined]]);
      expect(read(4, [bytesOf(`1234${end}`)])).toEqual([[1, "1234"]]);
      expect(read(4, [bytesOf(`12345${end}`)])).toEqual([[1, undefined]]);
    }
  });

  test("that are too long are told of once, and the next is read", () => {
    const chunks = Array.from({ length: 1_000 }, () => new Uint8Array(100).fill(0x61));
    expect(read(50, [...chunks, bytesOf("\nb\n")])).toEqual([
      [1, undefined],
      [2, "b"],
    ]);
  });

  test("are made one at a time: who has had enough leaves the rest", () => {
    const all = lineSplitter(10).push(bytesOf("a\n".repeat(1_000)));
    expect(textOf(all.next().value as Line)).toEqual([1, "a"]);
    all.return(undefined);
    expect([...all]).toEqual([]);
  });
});

describe("a line's value", () => {
  test("is the one that was written", () => {
    fc.assert(
      fc.property(fc.array(fc.dictionary(fc.string(), fc.jsonValue())), (values) => {
        const splitter = lineSplitter(1_000_000);
        const lines = [...splitter.push(bytesOf(linesOf(values)))];
        // -0 is written 0.
        expect(lines.map(({ bytes }) => valueOf(bytes!))).toEqual(JSON.parse(JSON.stringify(values)));
      }),
    );
  });

  test.each([
    ["no JSON", bytesOf("{")],
    ["two values", bytesOf("{} {}")],
    ["a byte order mark", bytesOf("\ufeff{}")],
    ["a byte that is no UTF-8", Uint8Array.of(0x22, 0xff, 0x22)],
    ["half a surrogate pair", Uint8Array.of(0x22, 0xed, 0xa0, 0x80, 0x22)],
  ])("is refused with %s", (_, bytes) => {
    expect(() => valueOf(bytes)).toThrow(expect.objectContaining({ code: "bad_json" }));
  });
});
