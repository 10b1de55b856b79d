import path from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect } from "vitest";
import { idxDataset, readIdx } from "./idx.ts";
import { test } from "./temporary-folder.fixture.ts";
import { pixels, writeFiles } from "./tiny-pictures.fixture.ts";

/** Two pictures of 3 wide x 2 high, as MNIST stores them. */
const images = Uint8Array.of(0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 3, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12);
const labels = Uint8Array.of(0, 0, 8, 1, 0, 0, 0, 2, 1, 0);
const classes = ["zero", "one"];

test("pictures and labels come as they lie in the files, also packed by gzip", async ({ folder }) => {
  await writeFiles(folder, { images, "labels.gz": gzipSync(labels) });
  const files = { images: path.join(folder, "images"), labels: path.join(folder, "labels.gz") };
  const dataset = await idxDataset("digits", files, classes);
  expect([...dataset.labels]).toEqual([1, 0]);
  expect(await dataset.picture(1)).toEqual(pixels(3, 2, [7, 8, 9, 10, 11, 12]));
  expect(dataset.describe(1)).toBe(`${path.join(folder, "images")}, picture 1`);
});

describe("what is wrong is said with the file", () => {
  test.for([
    ["another magic number", images.with(0, 1), "x is no IDX file"],
    ["floats", images.with(2, 0x0d), "x has values of type 0xd, not bytes"],
    ["a torn header", images.subarray(0, 10), "x ends in its header"],
    ["a missing byte", images.subarray(0, 27), "x has 11 bytes of values, its header says 2 x 2 x 3"],
    ["a byte too many", Uint8Array.of(...images, 0), "x has 13 bytes of values"],
    ["nothing", new Uint8Array(), "x is no IDX file"],
    ["a broken gzip", Uint8Array.of(0x1f, 0x8b, 1, 2), "x is a broken gzip"],
  ] as const)("%s", ([, bytes, message]) => {
    expect(() => readIdx(bytes, "x")).toThrow(expect.objectContaining({ code: "data_invalid" }));
    expect(() => readIdx(bytes, "x")).toThrow(message);
  });

  test.for([
    ["labels for pictures", { images: labels, labels }, "digits images has 1 dimensions"],
    ["other counts", { images, labels: Uint8Array.of(0, 0, 8, 1, 0, 0, 0, 1, 1) }, "has 1 labels, digits images has 2"],
    ["an unknown class", { images, labels: labels.with(9, 7) }, "picture 1 is of class 7; there are 2"],
    ["a missing file", { images: "/nowhere/images", labels }, "/nowhere/images cannot be read"],
  ] as const)("%s", async ([, files, message]) => {
    const failure = idxDataset("digits", files, classes);
    await expect(failure).rejects.toThrow(message);
    await expect(failure).rejects.toMatchObject({ code: "data_invalid" });
  });
});
