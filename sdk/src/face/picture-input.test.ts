import { expect, test } from "vitest";
import { normaliseInto } from "../../../models/src/data/augment/normalise.ts";
import { applyFixed } from "../../../models/src/data/augment/step.ts";
import type { Pixels } from "../../../models/src/data/pixels.ts";
import { pictureEmbedderCard } from "../core/card.fixture.ts";
import { blankPicture, type Picture, type PictureEmbedderCard } from "../core/index.ts";
import { seeded } from "../core/seeded.fixture.ts";
import { pictureInput } from "./picture-input.ts";

type Spec = PictureEmbedderCard["input"];

function pixels(width: number, height: number, channels: 1 | 3): Pixels {
  const random = seeded(width * height);
  // Bright and dark, so that sums lie at both ends of a byte too.
  const byte = () => Math.min(255, Math.max(0, Math.round(400 * random() - 70)));
  return { data: Uint8Array.from({ length: width * height * channels }, byte), width, height, channels };
}

/** What a decoder makes of the same file for the SDK: RGBA, a grey one three times, whatever alpha. */
function decoded({ data, width, height, channels }: Pixels): Picture {
  const picture = blankPicture(width, height);
  for (let i = 0; i < width * height; i++) {
    for (let c = 0; c < 3; c++) picture.data[i * 4 + c] = data[i * channels + (channels === 1 ? 0 : c)]!;
    picture.data[i * 4 + 3] = i % 256;
  }
  return picture;
}

/** Pictures as `likeness-models` gives them to a network in training. */
function trainingInput(pictures: readonly Pixels[], { channels, mean, divisor, width, height }: Spec): Float32Array {
  const size = mean.length * width * height;
  const data = new Float32Array(pictures.length * size);
  const normalisation = { mean, divisor, ...(channels !== "grey" && { channels }) };
  pictures.forEach((picture, n) => {
    const scaled = applyFixed(picture, [{ op: "resize", width, height }]);
    normaliseInto(data, n * size, scaled, normalisation);
  });
  return data;
}

const specs = {
  grey: { tensor: "x", channels: "grey", mean: [127.5], divisor: 127.5, width: 28, height: 32 },
  // Ink is bright: (255 - pixel) / 255.
  ink: { tensor: "x", channels: "grey", mean: [255], divisor: -255, width: 28, height: 28 },
  rgb: { tensor: "x", channels: "rgb", mean: [123.675, 116.28, 103.53], divisor: 57.6, width: 30, height: 17 },
  bgr: { tensor: "x", channels: "bgr", mean: [104, 117, 123], divisor: 1, width: 16, height: 40 },
} satisfies Record<string, Spec>;

const sizes = [
  [105, 105],
  [28, 32],
  [640, 37],
  [5, 3],
  [1, 1],
] as const;

test.each(["grey", "ink", "rgb", "bgr"] as const)("%s: what a model sees here is what it saw in training", (name) => {
  const spec = specs[name];
  for (const channels of spec.channels === "grey" ? [1 as const] : [1 as const, 3 as const]) {
    const pictures = sizes.map(([width, height]) => pixels(width, height, channels));
    const { data, shape } = pictureInput(pictures.map(decoded), spec);
    expect(shape).toEqual([sizes.length, spec.mean.length, spec.height, spec.width]);
    // To the bit, which is more than 1e-6.
    expect(data).toEqual(trainingInput(pictures, spec));
  }
});

test("colours become grey by how bright they look, as the card's golden picture does", () => {
  const { input } = pictureEmbedderCard();
  const picture = { ...blankPicture(1, 1), data: Uint8Array.of(200, 100, 50, 255) };
  const { data } = pictureInput([picture], { ...input, mean: [100], divisor: 2, width: 1, height: 1 });
  expect([...data]).toEqual([(Math.round(0.299 * 200 + 0.587 * 100 + 0.114 * 50) - 100) / 2]);
});

test("a part of a picture is a picture in memory of another", () => {
  const large = new Uint8Array(100).map((_, i) => i);
  const part = { width: 2, height: 3, data: large.subarray(8, 32) };
  const alone = { ...part, data: part.data.slice() };
  expect(pictureInput([part], specs.rgb)).toEqual(pictureInput([alone], specs.rgb));
});

test.each([
  ["of more bytes than its size", { width: 2, height: 2, data: new Uint8Array(17) }, "broken_picture"],
  ["of three channels", { width: 2, height: 2, data: new Uint8Array(12) }, "broken_picture"],
  ["without pixels", { width: 0, height: 2, data: new Uint8Array() }, "broken_picture"],
  ["of half a pixel", { width: 0.5, height: 2, data: new Uint8Array(4) }, "broken_picture"],
  ["of 65 megapixels", { width: 65_000, height: 1_000, data: { length: 26e7 } as Uint8Array }, "picture_too_large"],
])("a picture %s is a problem", (_, picture, code) => {
  expect(() => pictureInput([picture], specs.rgb)).toThrow(expect.objectContaining({ code }));
});
