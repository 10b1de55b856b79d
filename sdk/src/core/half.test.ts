import fc from "fast-check";
import { expect, test } from "vitest";
import { fromHalf, toHalf } from "./half.ts";

// Node's own Float16Array is the oracle.
const half = new Float16Array(1);
const halfBits = new Uint16Array(half.buffer);

function oracle(value: number): number {
  half[0] = value;
  return halfBits[0]!;
}

const patterns = Array.from({ length: 0x10000 }, (_, pattern) => pattern);
const isNaNPattern = (pattern: number) => (pattern & 0x7fff) > 0x7c00;

test("every pattern stands for the number that Float16Array gives it", () => {
  const wrong = patterns.filter((pattern) => {
    halfBits[0] = pattern;
    return !Object.is(fromHalf(pattern), half[0]);
  });
  expect(wrong).toEqual([]);
});

test("every pattern but the NaNs comes back", () => {
  const lost = patterns.filter((pattern) => !isNaNPattern(pattern) && toHalf(fromHalf(pattern)) !== pattern);
  expect(lost).toEqual([]);
});

test("NaN stays NaN", () => {
  expect(fromHalf(toHalf(NaN))).toBeNaN();
});

test("half-way between two halves goes to the even one, and a float32 beside it to the nearer", () => {
  const single = new Float32Array(1);
  const word = new Uint32Array(single.buffer);
  const wrong: number[] = [];
  for (let pattern = 0; pattern < 0x7c00; pattern++) {
    // Beyond the largest half lies 65536, which rounds to infinity.
    const next = pattern === 0x7bff ? 65_536 : fromHalf(pattern + 1);
    single[0] = (fromHalf(pattern) + next) / 2;
    const middle = word[0]!;
    for (const bits of [middle - 1, middle, middle + 1]) {
      word[0] = bits;
      const value = single[0];
      for (const signed of [value, -value]) if (toHalf(signed) !== oracle(signed)) wrong.push(signed);
    }
  }
  expect(wrong).toEqual([]);
});

test("any float32 goes to the half that Float16Array rounds it to", () => {
  fc.assert(
    fc.property(fc.float({ noNaN: true }), (value) => {
      expect(toHalf(value)).toBe(oracle(value));
    }),
    { numRuns: 5_000 },
  );
});
