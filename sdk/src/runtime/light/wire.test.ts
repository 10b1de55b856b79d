import { expect, test } from "vitest";
import { fieldsOf, numbersOf, textOf } from "./wire.ts";

test("fields of each wire type that ONNX uses", () => {
  // 1: varint 300; 2: "ab"; 3: float 1.5.
  const message = Uint8Array.of(0x08, 0xac, 0x02, 0x12, 2, 97, 98, 0x1d, 0, 0, 0xc0, 0x3f);
  const fields = fieldsOf(message);
  expect(fields.map(({ number }) => number)).toEqual([1, 2, 3]);
  expect(fields[0]!.value).toBe(300);
  expect(textOf(fields[1]!)).toBe("ab");
  expect(fields[2]!.value).toBe(1.5);
});

test("packed numbers, of more than 32 bits and below zero", () => {
  const packed = Uint8Array.of(
    1,
    ...Array<number>(9).fill(0xff),
    1,
    0x80,
    0x80,
    0x80,
    0x80,
    0x80,
    0x01,
    0x80,
    0x80,
    0x80,
    0x80,
    0x08,
  );
  expect(numbersOf(packed)).toEqual([1, -1, 2 ** 35, 2 ** 31]);
});

test.each([
  ["a number", [0x08, 0x80]],
  ["a text", [0x12, 3, 97]],
  ["a float", [0x1d, 0, 0]],
  ["a wire type that is not read", [0x09, 0, 0, 0, 0, 0, 0, 0, 0]],
])("a message that breaks off in %s is refused", (_, bytes) => {
  expect(() => fieldsOf(Uint8Array.from(bytes))).toThrow(expect.objectContaining({ code: "backend_unavailable" }));
});
