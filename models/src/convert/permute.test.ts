import { expect, test } from "vitest";
import { permute } from "./permute.ts";

/** Element by element, from the definition: slow and obvious. */
function oracle(values: Uint8Array, [h, w, i, o]: [number, number, number, number]): number[] {
  const result: number[] = [];
  for (let out = 0; out < o; out++) {
    for (let into = 0; into < i; into++) {
      for (let y = 0; y < h; y++) {
        for (let x = 0; x < w; x++) result.push(values[((y * w + x) * i + into) * o + out] ?? NaN);
      }
    }
  }
  return result;
}

test("height, width, in, out become out, in, height, width", () => {
  const shape: [number, number, number, number] = [2, 3, 4, 5];
  const values = Uint8Array.from({ length: 120 }, (_, i) => i);
  const turned = permute(values, shape, [3, 2, 0, 1]);
  expect(turned.shape).toEqual([5, 4, 2, 3]);
  expect([...turned.values]).toEqual(oracle(values, shape));
});

test("the source is left as it was", () => {
  const values = Float32Array.of(1, 2, 3, 4);
  expect([...permute(values, [2, 2], [1, 0]).values]).toEqual([1, 3, 2, 4]);
  expect([...values]).toEqual([1, 2, 3, 4]);
});
