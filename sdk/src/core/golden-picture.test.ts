import { expect, test } from "vitest";
import { sha256Hex } from "./digest.ts";
import { goldenInput, goldenPicture } from "./golden-picture.ts";

test("the picture is the same bytes everywhere and always: cards depend on it", async () => {
  const { data, width, height } = goldenPicture(128, 96);
  expect([width, height, data.length]).toEqual([128, 96, 128 * 96 * 4]);
  expect(await sha256Hex(Uint8Array.from(data))).toBe("3e30e79b4281cad169b3b4af4f64c5caddb2b60b4f6a6a6ecee7c828694dc217");
});

test("it is no plain thing: bright and dark, coloured, opaque", () => {
  const { data } = goldenPicture(32, 32);
  const [reds, greens] = [0, 1].map((c) => data.filter((_, i) => i % 4 === c));
  expect(Math.max(...reds!) - Math.min(...reds!)).toBeGreaterThan(100);
  expect(reds).not.toEqual(greens);
  expect(data.filter((_, i) => i % 4 === 3).every((alpha) => alpha === 255)).toBe(true);
});

test("the input is planes of pixels less the mean, by the divisor, in the order of the card", () => {
  const size = { width: 5, height: 3 };
  const { data } = goldenPicture(5, 3);
  const spec = { tensor: "image", mean: [1, 2, 3], divisor: 4 } as const;
  const rgb = goldenInput(size, { ...spec, channels: "rgb" });
  const bgr = goldenInput(size, { ...spec, channels: "bgr" });
  expect(rgb).toHaveLength(45);
  expect([rgb[7], rgb[15 + 7], rgb[30 + 7]]).toEqual([0, 1, 2].map((c) => (data[7 * 4 + c]! - (c + 1)) / 4));
  expect([bgr[7], bgr[15 + 7], bgr[30 + 7]]).toEqual([2, 1, 0].map((c, i) => (data[7 * 4 + c]! - (i + 1)) / 4));
});

test("a grey input is one plane, as bright as the colours look", () => {
  const { data } = goldenPicture(5, 3);
  const grey = goldenInput({ width: 5, height: 3 }, { channels: "grey", mean: [10], divisor: 2 });
  expect(grey).toHaveLength(15);
  const [red, green, blue] = data.subarray(28);
  expect(grey[7]).toBeCloseTo((0.299 * red! + 0.587 * green! + 0.114 * blue! - 10) / 2, 4);
});
