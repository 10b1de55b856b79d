import { type Weight } from "./tfjs-weights.ts";

/**
 * The values that face-api computes with: tfjs evaluates `q * scale + min` in double and rounds to float32
 * once.
 */
export function dequantise(weight: Weight): Float32Array {
  if (weight.kind === "float32") return weight.values;
  return Float32Array.from(weight.q, (q) => q * weight.scale + weight.min);
}
