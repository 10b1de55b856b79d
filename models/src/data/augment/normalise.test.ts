import { expect, test } from "vitest";
import { pixels } from "../tiny-pictures.fixture.ts";
import { greyInput, normaliseInto, type Normalisation } from "./normalise.ts";

const grey = pixels(2, 1, [0, 255]);
const coloured = pixels(2, 1, [10, 20, 30, 40, 50, 60], 3);

function normalised(picture: typeof grey, normalisation: Normalisation): number[] {
  const to = new Float32Array(8).fill(-9);
  normaliseInto(to, 1, picture, normalisation);
  return [...to];
}

test("bytes become planes, channel after channel, from the start that is given", () => {
  expect(normalised(grey, greyInput)).toEqual([-9, -1, 1, -9, -9, -9, -9, -9]);
  expect(normalised(coloured, { mean: [0, 10, 20], divisor: 10 })).toEqual([-9, 1, 4, 1, 4, 1, 4, -9]);
  expect(normalised(coloured, { mean: [0, 0, 0], divisor: [1, 10, 100], channels: "bgr" })).toEqual(
    [-9, 30, 60, 2, 5, 0.1, 0.4, -9].map(Math.fround),
  );
});

test("one divisor serves all channels; others must fit", () => {
  const mean = [0, 10, 20];
  expect(normalised(coloured, { mean, divisor: [10] })).toEqual(normalised(coloured, { mean, divisor: 10 }));
  expect(() => normalised(coloured, { mean, divisor: [1, 2] })).toThrow("2 divisors do not fit 3 means");
});

test("grey is repeated where three channels are asked for; colour is not made grey", () => {
  expect(normalised(grey, { mean: [0, 0, 0], divisor: 255 })).toEqual([-9, 0, 1, 0, 1, 0, 1, -9]);
  expect(() => normalised(coloured, greyInput)).toThrow(expect.objectContaining({ code: "config_invalid" }));
});
