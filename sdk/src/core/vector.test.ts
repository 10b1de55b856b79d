import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cosine, normalize, vectorFromBytes, vectorToBytes } from "./vector.ts";

const largestFloat = 3.4028234663852886e38;

/** Any float32 values that have a direction. */
const values = fc
  .array(fc.float({ noNaN: true, noDefaultInfinity: true }), { minLength: 1, maxLength: 64 })
  .filter((array) => array.some((value) => Math.abs(value) > 1e-6));

const withCode = (code: string) => expect.objectContaining({ name: "Problem", code });

describe("normalize", () => {
  test("gives a vector of length 1 in the direction of the values, however large they are", () => {
    fc.assert(
      fc.property(values, (array) => {
        const vector = normalize(array);
        const largest = Math.max(...array.map(Math.abs));
        expect(cosine(vector, vector)).toBeCloseTo(1, 5);
        expect(cosine(vector, normalize(array.map((value) => value / largest)))).toBeCloseTo(1, 5);
      }),
    );
  });

  test.each([NaN, Infinity, -Infinity])("refuses %s, and says where it is", (bad) => {
    expect(() => normalize([1, bad, 0])).toThrow(withCode("template_not_finite"));
    expect(() => normalize([1, bad, 0])).toThrow(`value 1 of 3 is ${bad}`);
  });

  test("refuses values whose squares overflow", () => {
    expect(() => normalize([1e200, 1e200])).toThrow(withCode("template_not_finite"));
  });

  test("takes the largest float32 there is", () => {
    expect([...normalize([largestFloat, 0])]).toEqual([1, 0]);
  });

  test.each([{ array: [] }, { array: [0, 0, 0] }, { array: [1e-13, -1e-13] }])(
    "refuses zero: $array",
    ({ array }) => {
      expect(() => normalize(array)).toThrow(withCode("template_zero"));
    },
  );

  test("leaves what it was given as it was", () => {
    const given = Float32Array.of(3, 4);
    normalize(given);
    expect([...given]).toEqual([3, 4]);
  });
});

describe("at rest", () => {
  test("a vector comes back bit for bit", () => {
    fc.assert(
      fc.property(values, (array) => {
        const vector = normalize(array);
        const back = vectorFromBytes(vectorToBytes(vector));
        expect(new Uint32Array(back.buffer)).toEqual(new Uint32Array(vector.buffer));
      }),
    );
  });

  test("the bytes are little-endian on every machine", () => {
    expect([...vectorToBytes(normalize([0, 2]))]).toEqual([0, 0, 0, 0, 0, 0, 0x80, 0x3f]);
  });

  test("bytes are read from where they lie in a larger buffer", () => {
    const bytes = vectorToBytes(normalize([3, 4]));
    const padded = new Uint8Array(bytes.length + 3);
    padded.set(bytes, 3);
    expect(vectorFromBytes(padded.subarray(3))).toEqual(normalize([3, 4]));
  });

  test.each([
    { damage: "none there", bytes: new Uint8Array(0) },
    { damage: "all zero", bytes: new Uint8Array(8) },
    { damage: "NaN", bytes: new Uint8Array(8).fill(0xff) },
    { damage: "a value lost", bytes: vectorToBytes(normalize([3, 4])).subarray(0, 4) },
    {
      damage: "a byte lost, of a value that hardly counts",
      bytes: vectorToBytes(normalize([1, 1e-3])).subarray(0, 7),
    },
  ])("bytes that are not those of a unit vector are refused: $damage", ({ bytes }) => {
    expect(() => vectorFromBytes(bytes)).toThrow(RangeError);
  });
});

describe("cosine", () => {
  test("is 1 for the same, 0 for the perpendicular, -1 for the opposite direction", () => {
    const east = normalize([2, 0]);
    expect(cosine(east, normalize([5, 0]))).toBe(1);
    expect(cosine(east, normalize([0, 3]))).toBe(0);
    expect(cosine(east, normalize([-1, 0]))).toBe(-1);
  });

  test("is refused between vectors of different lengths", () => {
    expect(() => cosine(normalize([1]), normalize([1, 0]))).toThrow(RangeError);
  });
});
