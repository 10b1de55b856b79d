import sharp from "sharp";
import { expect, test } from "vitest";
import { decodePixels } from "./decode.ts";
import { png } from "./tiny-pictures.fixture.ts";

const red = [255, 0, 0] as const;

test("a picture comes in as many channels as are asked for, whatever it has", async () => {
  expect(await decodePixels(await png(red, 1, 2), "x", { channels: 3 })).toEqual({
    data: Uint8Array.of(255, 0, 0, 255, 0, 0),
    width: 1,
    height: 2,
    channels: 3,
  });
  const grey = await sharp(Buffer.of(0, 90, 180, 255), { raw: { width: 2, height: 2, channels: 1 } }).png().toBuffer();
  expect([...(await decodePixels(grey, "x", { channels: 1 })).data]).toEqual([0, 90, 180, 255]);
  expect([...(await decodePixels(grey, "x", { channels: 3 })).data].slice(3, 9)).toEqual([90, 90, 90, 180, 180, 180]);
});

test("colours are made grey by BT.601, as the SDK does when it embeds", async () => {
  const colours = await png([200, 100, 50], 1, 1);
  expect([...(await decodePixels(colours, "x", { channels: 1 })).data]).toEqual([124]);
});

test("the shorter side is shrunk, never enlarged", async () => {
  const wide = await png(50, 40, 20);
  expect(await decodePixels(wide, "x", { channels: 3, shortSide: 10 })).toMatchObject({ width: 20, height: 10 });
  expect(await decodePixels(wide, "x", { channels: 3, shortSide: 30 })).toMatchObject({ width: 40, height: 20 });
});

test("a photograph lies as its EXIF orientation says", async () => {
  const turned = await sharp(await png(9, 4, 2)).withMetadata({ orientation: 6 }).jpeg().toBuffer();
  expect(await decodePixels(turned, "x", { channels: 1 })).toMatchObject({ width: 2, height: 4 });
});

test("PGM and PPM are read", async () => {
  const pgm = new TextEncoder().encode("P5 2 1 255\n0A");
  expect([...(await decodePixels(pgm, "x", { channels: 1 })).data]).toEqual([48, 65]);
  const ppm = new TextEncoder().encode("P6 1 1 255\n0AZ");
  expect([...(await decodePixels(ppm, "x", { channels: 3 })).data]).toEqual([48, 65, 90]);
});

test.each([
  ["no picture", Buffer.from("text")],
  ["nothing", Buffer.alloc(0)],
  ["a torn PGM", Buffer.from("P5 9 9 255\n0A")],
])("%s is said with the file", async (_, bytes) => {
  const failure = decodePixels(bytes, "folder/a.png", { channels: 1 });
  await expect(failure).rejects.toMatchObject({ code: "data_invalid" });
  await expect(failure).rejects.toThrow("folder/a.png is not a picture that can be read: ");
});

test("a torn PNG is said with the file", async () => {
  const noise = Buffer.from(Array.from({ length: 64 * 64 * 3 }, (_, i) => (i * i * 31) & 255));
  const whole = await sharp(noise, { raw: { width: 64, height: 64, channels: 3 } }).png().toBuffer();
  const failure = decodePixels(whole.subarray(0, whole.length / 2), "torn.png", { channels: 3 });
  await expect(failure).rejects.toThrow("torn.png is not a picture that can be read: ");
});
