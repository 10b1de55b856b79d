import { describe, expect, test } from "vitest";
import { decodePnm, isPnm } from "./pnm.ts";

const file = (header: string, ...values: number[]) =>
  Uint8Array.of(...Buffer.from(header, "latin1"), ...values);
const withCode = (code: string) => expect.objectContaining({ name: "Problem", code });

test("only binary grey and colour are taken for it", () => {
  expect(["P5\n", "P6\n", "P4\n", "P2\n", "\x89PNG", ""].map((start) => isPnm(file(start)))).toEqual([
    true,
    true,
    false,
    false,
    false,
    false,
  ]);
});

test("a grey picture has its value in all three channels", () => {
  expect(decodePnm(file("P5\n2 1\n255\n", 7, 200))).toEqual({
    width: 2,
    height: 1,
    data: Uint8ClampedArray.of(7, 7, 7, 255, 200, 200, 200, 255),
  });
});

test("a picture in colour keeps its channels", () => {
  expect([...decodePnm(file("P6 1 1 255\n", 1, 2, 3)).data]).toEqual([1, 2, 3, 255]);
});

test("values are scaled so that the largest is white", () => {
  expect([...decodePnm(file("P5 2 1 15\n", 15, 3)).data]).toEqual([255, 255, 255, 255, 51, 51, 51, 255]);
});

test("comments and any blanks may stand in the header, and one blank ends it", () => {
  const header = "P5 # made by hand\n#\n 1\t# width\n\r\n1 255\n";
  // The first value is itself a blank's code.
  expect([...decodePnm(file(header, 10)).data]).toEqual([10, 10, 10, 255]);
});

test("what follows the pixels is left alone", () => {
  expect([...decodePnm(file("P5 1 1 255\n", 9, 8, 7)).data]).toEqual([9, 9, 9, 255]);
});

describe("refused as broken", () => {
  test.each([
    ["no numbers", file("P5\n")],
    ["no blank after the header", file("P5 1 1 255")],
    ["a file that ends too soon", file("P5 2 2 255\n", 1, 2, 3)],
    ["colours that end too soon", file("P6 1 1 255\n", 1, 2)],
    ["no pixels", file("P5 0 1 255\n")],
    ["16 bits", file("P5 1 1 65535\n", 0, 0)],
    ["no largest value", file("P5 1 1 0\n", 0)],
    ["a negative size", file("P5 -1 1 255\n", 0)],
  ])("%s", (_, bytes) => {
    expect(() => decodePnm(bytes)).toThrow(withCode("broken_picture"));
  });
});

test("a size over the limit is refused before any memory is taken", () => {
  expect(() => decodePnm(file("P6 99999999 99999999 255\n"))).toThrow(withCode("picture_too_large"));
});
