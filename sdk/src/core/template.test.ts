import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { toBase64Url } from "./base64url.ts";
import { assertSameModel, decodeTemplate, encodeTemplate, templateEncodings } from "./template.ts";
import { cosine, normalize, type UnitVector } from "./vector.ts";

const dimension = 128;
const modelId = "fixture@0123456789abcdef";

const unitVector: fc.Arbitrary<UnitVector> = fc
  .array(fc.float({ min: -1, max: 1, noNaN: true }), { minLength: dimension, maxLength: dimension })
  .filter((values) => values.some((value) => Math.abs(value) > 1e-3))
  .map(normalize);

const withCode = (code: string) => expect.objectContaining({ name: "Problem", code });
const float32 = (...values: number[]) => toBase64Url(new Uint8Array(Float32Array.from(values).buffer));

/**
 * Rounding every value by at most `step / 2` moves a unit vector by at most `e = sqrt(dimension) * step / 2`,
 * and so turns it by at most `asin(e)`.
 */
const leastCosine = (step: number) => Math.sqrt(1 - (dimension * step * step) / 4) - 1e-6;

describe.each([
  { encoding: "f32", bytes: 512, least: leastCosine(0) },
  { encoding: "f16", bytes: 256, least: leastCosine(2 ** -11) },
  { encoding: "i8", bytes: 128, least: leastCosine(1 / 127) },
] as const)("as $encoding", ({ encoding, bytes, least }) => {
  test("a template comes back as near as the encoding allows", () => {
    fc.assert(
      fc.property(unitVector, (vector) => {
        const back = decodeTemplate(encodeTemplate({ modelId, vector }, encoding), dimension);
        expect(back.modelId).toBe(modelId);
        expect(cosine(back.vector, vector)).toBeGreaterThanOrEqual(least);
      }),
    );
  });

  test.each([-1, 1, -bytes])("a template of a wrong length is refused: %d bytes off", (off) => {
    const data = toBase64Url(new Uint8Array(bytes + off).fill(1));
    expect(() => decodeTemplate({ modelId, encoding, data }, dimension)).toThrow(withCode("template_length"));
  });

  test("a zero template is refused", () => {
    const data = toBase64Url(new Uint8Array(bytes));
    expect(() => decodeTemplate({ modelId, encoding, data }, dimension)).toThrow(withCode("template_zero"));
  });
});

test("the sign of every value survives every encoding", () => {
  const vector = normalize([0.5, -0.5, 0.5, -0.5]);
  for (const encoding of templateEncodings) {
    expect(decodeTemplate(encodeTemplate({ modelId, vector }, encoding), 4).vector).toEqual(vector);
  }
});

test("a template travels as f32 unless something else is asked for", () => {
  const { encoding, data } = encodeTemplate({ modelId, vector: normalize([1, 0]) });
  expect({ encoding, data }).toEqual({ encoding: "f32", data: float32(1, 0) });
});

test("the reader scales a template to length 1 again", () => {
  const { vector } = decodeTemplate({ modelId, encoding: "f32", data: float32(30, 40) }, 2);
  expect(vector).toEqual(normalize([3, 4]));
});

test.each([
  { what: "NaN as f32", encoding: "f32", data: float32(1, NaN) },
  { what: "infinity as f32", encoding: "f32", data: float32(1, -Infinity) },
  { what: "NaN as f16", encoding: "f16", data: toBase64Url(Uint8Array.of(0, 0x3c, 0, 0x7e)) },
  { what: "infinity as f16", encoding: "f16", data: toBase64Url(Uint8Array.of(0, 0x3c, 0, 0x7c)) },
] as const)("a value that is not finite is refused: $what", ({ encoding, data }) => {
  expect(() => decodeTemplate({ modelId, encoding, data }, 2)).toThrow(withCode("template_not_finite"));
});

test("data that is not base64url is refused as malformed", () => {
  expect(() => decodeTemplate({ modelId, encoding: "f32", data: "AA==" }, 1)).toThrow(
    withCode("template_malformed"),
  );
});

test("templates of two models are not comparable", () => {
  expect(() => assertSameModel("a@1", "a@2")).toThrow(withCode("model_mismatch"));
  expect(() => assertSameModel("a@1", "a@1")).not.toThrow();
});
