import { InferenceSession, Tensor } from "onnxruntime-node";

export interface Output {
  readonly dims: readonly number[];
  readonly data: Float32Array;
}

/** Loads a model from its bytes, runs it once on one picture tensor, and gives all outputs by name. */
export async function runOnnx(
  model: Uint8Array,
  data: Float32Array,
  dims: readonly number[],
  input = "image",
): Promise<Readonly<Record<string, Output>>> {
  const session = await InferenceSession.create(model, { intraOpNumThreads: 1 });
  const outputs = await session.run({ [input]: new Tensor("float32", data, dims) });
  await session.release();
  return Object.fromEntries(
    Object.entries(outputs).map(([name, tensor]) => [
      name,
      { dims: tensor.dims, data: tensor.data as Float32Array },
    ]),
  );
}

export function maxDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) throw new Error(`${a.length} values cannot be compared with ${b.length}`);
  let max = 0;
  for (let i = 0; i < a.length; i++) {
    const difference = Math.abs((a[i] ?? NaN) - (b[i] ?? NaN));
    // Math.max keeps a NaN, which no bound accepts; a comparison would drop it.
    max = Math.max(max, difference);
  }
  return max;
}
