import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Picture } from "../core/index.ts";
import { decodePicture } from "./node.ts";

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "likeness-face-"));
});
afterAll(() => rm(directory, { recursive: true }));

function pixel({ width, data }: Picture, x: number, y: number): number[] {
  const from = (y * width + x) * 4;
  return [...data.subarray(from, from + 4)];
}

/** 3 x 2: a red pixel at the top left, the rest blue. */
const red = [255, 0, 0];
const blue = [0, 0, 255];
const redCorner = sharp(Buffer.from([red, blue, blue, blue, blue, blue].flat()), {
  raw: { width: 3, height: 2, channels: 3 },
});

function pngChunk(type: string, content: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type), content]);
  const [length, checksum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(content.length);
  checksum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, checksum]);
}

/** A PNG of a few bytes that says it is this large. */
function pngThatClaims(width: number, height: number): Buffer {
  const header = Buffer.from([0, 0, 0, 0, 0, 0, 0, 0, 8, 2, 0, 0, 0]);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const empty = Buffer.alloc(0);
  return Buffer.concat([
    signature,
    pngChunk("IHDR", header),
    pngChunk("IDAT", empty),
    pngChunk("IEND", empty),
  ]);
}

describe("a picture is decoded", () => {
  test("from a PNG to the bit, opaque", async () => {
    const picture = await decodePicture(await redCorner.clone().png().toBuffer());
    expect(picture).toMatchObject({ width: 3, height: 2 });
    expect(pixel(picture, 0, 0)).toEqual([...red, 255]);
    expect(pixel(picture, 2, 1)).toEqual([...blue, 255]);
  });

  test("from a file by its path", async () => {
    const path = join(directory, "corner.png");
    await writeFile(path, await redCorner.clone().png().toBuffer());
    expect(pixel(await decodePicture(path), 0, 0)).toEqual([...red, 255]);
  });

  test.each(["jpeg", "webp", "avif", "gif", "tiff"] as const)("from %s", async (format) => {
    const grey = sharp({ create: { width: 16, height: 8, channels: 3, background: "#808080" } });
    const picture = await decodePicture(await grey.toFormat(format).toBuffer());
    expect(picture).toMatchObject({ width: 16, height: 8 });
    expect(pixel(picture, 8, 4).every((value, channel) => channel === 3 || Math.abs(value - 128) <= 3)).toBe(
      true,
    );
  });

  test("from PGM", async () => {
    const picture = await decodePicture(Buffer.concat([Buffer.from("P5 2 1 255\n"), Buffer.of(7, 200)]));
    expect(picture).toMatchObject({ width: 2, height: 1 });
    expect(pixel(picture, 1, 0)).toEqual([200, 200, 200, 255]);
  });

  // Where the top left pixel of the stored picture is to be shown (EXIF 2.32, table 6).
  test.each([
    { orientation: 1, size: [3, 2], corner: [0, 0] },
    { orientation: 3, size: [3, 2], corner: [2, 1] },
    { orientation: 6, size: [2, 3], corner: [1, 0] },
    { orientation: 8, size: [2, 3], corner: [0, 2] },
  ] as const)("upright, as EXIF orientation $orientation says", async ({ orientation, size, corner }) => {
    const picture = await decodePicture(
      await redCorner.clone().png().withMetadata({ orientation }).toBuffer(),
    );
    expect([picture.width, picture.height]).toEqual(size);
    expect(pixel(picture, corner[0], corner[1])).toEqual([...red, 255]);
  });

  test("from grey to three equal channels", async () => {
    const grey = sharp(Buffer.of(10, 200), { raw: { width: 2, height: 1, channels: 1 } }).toColourspace(
      "b-w",
    );
    const picture = await decodePicture(await grey.png().toBuffer());
    expect([...picture.data]).toEqual([10, 10, 10, 255, 200, 200, 200, 255]);
  });

  test("from 16 bits to 8", async () => {
    const deep = sharp(Uint16Array.of(0, 0x8080, 0xffff), { raw: { width: 1, height: 1, channels: 3 } });
    const bytes = await deep.toColourspace("rgb16").png().toBuffer();
    expect((await sharp(bytes).metadata()).depth).toBe("ushort");
    const picture = await decodePicture(bytes);
    expect(picture.data).toHaveLength(4);
    expect(pixel(picture, 0, 0)).toEqual([0, 128, 255, 255]);
  });

  test("with alpha, and the colours as they lie beneath it", async () => {
    const clear = sharp(Buffer.of(10, 20, 30, 0), { raw: { width: 1, height: 1, channels: 4 } });
    expect(pixel(await decodePicture(await clear.png().toBuffer()), 0, 0).slice(0, 3)).toEqual([10, 20, 30]);
  });

  test("from CMYK in sRGB", async () => {
    const white = sharp({ create: { width: 8, height: 8, channels: 3, background: "white" } });
    const picture = await decodePicture(await white.toColourspace("cmyk").jpeg().toBuffer());
    expect(picture.data).toHaveLength(8 * 8 * 4);
    expect(pixel(picture, 4, 4).every((value) => value >= 250)).toBe(true);
  });
});

describe("what is no whole picture is refused as broken", () => {
  test.each([
    ["nothing", Buffer.alloc(0)],
    ["a text", Buffer.from("<html>not found</html>")],
    ["the first bytes of a JPEG", Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 16])],
    ["a PNG without pixels", pngThatClaims(8, 8)],
  ])("%s", async (_, bytes) => {
    await expect(decodePicture(bytes)).rejects.toMatchObject({ code: "broken_picture" });
  });

  test.each(["jpeg", "png", "webp"] as const)("a %s that ends in the middle", async (format) => {
    const speckled = Buffer.from(Array.from({ length: 64 * 64 * 3 }, (_, i) => (i * i) % 251));
    const whole = await sharp(speckled, { raw: { width: 64, height: 64, channels: 3 } })
      .toFormat(format)
      .toBuffer();
    await expect(decodePicture(whole.subarray(0, whole.length >> 1))).rejects.toMatchObject({
      code: "broken_picture",
    });
  });

});

test("a file that is not there is no broken picture", async () => {
  await expect(decodePicture(join(directory, "none.jpg"))).rejects.toMatchObject({ code: "ENOENT" });
});

test("a small file that claims more pixels than the limit is refused before it is unfolded", async () => {
  await expect(decodePicture(pngThatClaims(20_000, 20_000))).rejects.toMatchObject({
    code: "picture_too_large",
    message: "20000 x 20000; at most 64 megapixels",
  });
});
