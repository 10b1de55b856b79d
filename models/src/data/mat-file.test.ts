import { deflateSync } from "node:zlib";
import { expect, test } from "vitest";
import fixture from "./cars-annos.fixture.json" with { type: "json" };
import { readMatFile } from "./mat-file.ts";

// The fixture holds the same variables twice, as scipy wrote them: plain, and compressed by zlib.
const plain = Buffer.from(fixture.plain, "base64");

test.each([
  ["plain", plain],
  ["compressed", Buffer.from(fixture.compressed, "base64")],
])("%s: numbers, text, cells and structs as scipy wrote them", (_, bytes) => {
  const variables = readMatFile(bytes, "x.mat");
  // Column by column; whole doubles come back as doubles.
  expect(variables.get("numbers")).toEqual({
    kind: "numbers",
    shape: [2, 3],
    values: Float64Array.of(1.5, 4, -2, 5, 3e10, 6),
  });
  expect(variables.get("whole")).toMatchObject({ values: Float64Array.of(-3, 70_000) });
  expect(variables.get("single")).toMatchObject({ values: Float64Array.of(0.25) });
  expect(variables.get("empty")).toMatchObject({ shape: [0, 0], values: new Float64Array() });
  expect(variables.get("class_names")).toEqual({
    kind: "cell",
    shape: [1, 3],
    items: ["AM General Hummer SUV 2000", "Acura RL Sedan 2012", "Volvo 240 Sedan 1993"].map((text) => ({
      kind: "text",
      text,
    })),
  });
  const annotations = variables.get("annotations");
  expect(annotations).toMatchObject({ kind: "struct", shape: [1, 6] });
  expect(annotations?.kind === "struct" && annotations.items[5]).toMatchObject({
    relative_im_path: { text: "car_ims/000006.png" },
    bbox_x1: { values: Float64Array.of(15) },
    class: { values: Float64Array.of(3) },
    test: { values: Float64Array.of(1) },
  });
});

/** A file of big-endian numbers with one variable `n`, a 1 x 2 double: the other half of the format, by hand. */
function bigEndian(): Uint8Array<ArrayBuffer> {
  const words = (...values: number[]) => values.flatMap((v) => [v >>> 24, (v >>> 16) & 255, (v >>> 8) & 255, v & 255]);
  const doubles = new DataView(new ArrayBuffer(16));
  doubles.setFloat64(0, 2.5);
  doubles.setFloat64(8, -1);
  const matrix = [
    ...words(6, 8, 6, 0), // flags: class double
    ...words(5, 8, 1, 2), // dimensions
    ...words((1 << 16) | 1, 0x6e000000), // name, a small element
    ...words(9, 16),
    ...new Uint8Array(doubles.buffer),
  ];
  const file = new Uint8Array(128 + 8 + matrix.length);
  file.set([1, 0, 0x4d, 0x49], 124);
  file.set([...words(14, matrix.length), ...matrix], 128);
  return file;
}

test("big-endian files are read", () => {
  expect(readMatFile(bigEndian(), "x").get("n")).toMatchObject({ shape: [1, 2], values: Float64Array.of(2.5, -1) });
});

test("what cannot be read is said with the file", () => {
  const failing = (bytes: Uint8Array, reason: string) => {
    expect(() => readMatFile(bytes, "cars.mat")).toThrow(`cars.mat is not a MAT file that can be read: ${reason}`);
    expect(() => readMatFile(bytes, "cars.mat")).toThrow(expect.objectContaining({ code: "data_invalid" }));
  };
  failing(new Uint8Array(), "it has no level 5 header");
  failing(new Uint8Array(200), "it has no level 5 header");
  const hdf5 = Uint8Array.from(plain);
  hdf5[125] = 2;
  failing(hdf5, "its version is 0x200 (0x200 is HDF5), not 0x100");
  failing(plain.subarray(0, plain.length - 20), "it ends too soon");
  const complex = bigEndian();
  complex[128 + 8 + 8 + 2] = 0x08;
  failing(complex, "it has complex numbers, which are not read");
  const sparse = bigEndian();
  sparse[128 + 8 + 8 + 3] = 5;
  failing(sparse, "it has an array of class 5, which is not read");
  const torn = deflateSync(bigEndian().subarray(128)).subarray(0, 20);
  const file = new Uint8Array(128 + 8 + torn.length);
  file.set(bigEndian().subarray(0, 128));
  file.set([0, 0, 0, 15, 0, 0, 0, torn.length], 128);
  file.set(torn, 136);
  failing(file, "unexpected end of file");
});
