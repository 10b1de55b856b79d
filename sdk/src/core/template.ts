import { fromBase64Url, toBase64Url } from "./base64url.ts";
import { fromHalf, toHalf } from "./half.ts";
import { Problem } from "./problem.ts";
import { normalize, type UnitVector } from "./vector.ts";

/** A likeness in the space of one model. Two are comparable only if their `modelId` is the same. */
export interface Template {
  readonly modelId: string;
  readonly vector: UnitVector;
}

export const templateEncodings = ["f32", "f16", "i8"] as const;
export type TemplateEncoding = (typeof templateEncodings)[number];

/** A template on the wire: little-endian values, base64url. The reader scales it to length 1 again. */
export interface EncodedTemplate {
  modelId: string;
  encoding: TemplateEncoding;
  data: string;
}

const bytesPerValue: Record<TemplateEncoding, number> = { f32: 4, f16: 2, i8: 1 };

export function encodeTemplate(template: Template, encoding: TemplateEncoding = "f32"): EncodedTemplate {
  return { modelId: template.modelId, encoding, data: toBase64Url(encodeValues(template.vector, encoding)) };
}

/**
 * @param dimension how many values the model's card says a template has
 * @throws Problem `template_malformed`, `template_length`, `template_not_finite`, `template_zero`
 */
export function decodeTemplate(encoded: EncodedTemplate, dimension: number): Template {
  const bytes = fromBase64Url(encoded.data);
  const expected = dimension * bytesPerValue[encoded.encoding];
  if (bytes.length !== expected) {
    throw new Problem(
      "template_length",
      `${encoded.modelId} has ${dimension} values, ${expected} bytes as ${encoded.encoding}; got ${bytes.length} bytes`,
    );
  }
  return { modelId: encoded.modelId, vector: normalize(decodeValues(bytes, encoded.encoding)) };
}

/** @throws Problem `model_mismatch` unless both are of one model */
export function assertSameModel(expected: string, actual: string): void {
  if (expected !== actual) {
    throw new Problem("model_mismatch", `the stored templates are of ${expected}, this one is of ${actual}`);
  }
}

function encodeValues(vector: UnitVector, encoding: TemplateEncoding): Uint8Array {
  const bytes = new Uint8Array(vector.length * bytesPerValue[encoding]);
  const view = new DataView(bytes.buffer);
  switch (encoding) {
    case "f32":
      vector.forEach((value, i) => view.setFloat32(i * 4, value, true));
      break;
    case "f16":
      vector.forEach((value, i) => view.setUint16(i * 2, toHalf(value), true));
      break;
    case "i8": {
      // The length is 1 by contract, so the scale need not travel: use all of the range.
      const largest = vector.reduce((max, value) => Math.max(max, Math.abs(value)), 0);
      vector.forEach((value, i) => view.setInt8(i, Math.round((value / largest) * 127)));
      break;
    }
    default:
      encoding satisfies never;
  }
  return bytes;
}

function decodeValues(bytes: Uint8Array, encoding: TemplateEncoding): Float32Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const values = new Float32Array(bytes.length / bytesPerValue[encoding]);
  switch (encoding) {
    case "f32":
      for (let i = 0; i < values.length; i++) values[i] = view.getFloat32(i * 4, true);
      return values;
    case "f16":
      for (let i = 0; i < values.length; i++) values[i] = fromHalf(view.getUint16(i * 2, true));
      return values;
    case "i8":
      for (let i = 0; i < values.length; i++) values[i] = view.getInt8(i);
      return values;
    default:
      return encoding satisfies never;
  }
}
