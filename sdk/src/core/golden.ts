import { fromBase64Url, toBase64Url } from "./base64url.ts";
import { Problem } from "./problem.ts";

/** Names the formula of the golden picture: another formula gets another name. */
export const goldenPattern = "drawn-face/1";

/**
 * What a model gives for an input that everybody can draw: a runtime that gives something else on this device
 * computes wrongly. Not part of the modelId: it follows from weights and input, and describes no other space.
 */
export interface Golden {
  /** The formula of the input: `goldenPicture`. */
  readonly pattern: typeof goldenPattern;
  /** Of the input, in pixels. */
  readonly width: number;
  readonly height: number;
  /** By the name of the output tensor. */
  readonly outputs: Readonly<Record<string, GoldenSample>>;
}

/** Every `stride`-th value of a tensor, from its first on. */
export interface GoldenSample {
  readonly shape: readonly number[];
  readonly stride: number;
  /** Little-endian float32, base64url. */
  readonly values: string;
}

/** Of a tensor, at most `most` values; the stride is odd, so that it is not in step with pairs or fours. */
export function goldenSample(data: Float32Array, shape: readonly number[], most: number): GoldenSample {
  const least = Math.ceil(data.length / most);
  const stride = least % 2 === 0 ? least + 1 : least;
  const values = every(data, stride);
  const bytes = new DataView(new ArrayBuffer(values.length * 4));
  values.forEach((value, i) => bytes.setFloat32(i * 4, value, true));
  return { shape: [...shape], stride, values: toBase64Url(new Uint8Array(bytes.buffer)) };
}

/**
 * The values of a sample.
 *
 * @throws Problem `card_malformed`
 */
export function sampledValues({ values }: GoldenSample): Float32Array {
  const bytes = bytesOf(values);
  if (bytes.length % 4 !== 0) throw new Problem("card_malformed", "a golden sample is no row of float32");
  const view = new DataView(bytes.buffer);
  return Float32Array.from({ length: bytes.length / 4 }, (_, i) => view.getFloat32(i * 4, true));
}

/** The values of a tensor that a sample with this stride has. */
export function every(data: Float32Array, stride: number): Float32Array {
  return Float32Array.from({ length: Math.ceil(data.length / stride) }, (_, i) => data[i * stride]!);
}

function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  try {
    return fromBase64Url(text);
  } catch (cause) {
    throw new Problem("card_malformed", "a golden sample is not base64url", { cause });
  }
}
