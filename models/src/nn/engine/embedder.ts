import { type Matrix, matrix } from "../../matrix.ts";
import { sizeOf } from "../graph/node.ts";
import type { Inputs } from "../learner.ts";
import { inferenceNames } from "./inference-graph.ts";
import { floats, type Ort, type SessionOptions } from "./ort.ts";

/** Rows that are computed at once: enough to keep the threads busy, little enough for the caches. */
const rowsAtOnce = 128;

/** An exported network that embeds any number of rows. */
export interface Embedder {
  embed(inputs: Inputs): Promise<Matrix<Float32Array>>;
  release(): Promise<void>;
}

export async function embedder(
  ort: Ort,
  model: Uint8Array,
  dimension: number,
  options?: SessionOptions,
): Promise<Embedder> {
  const session = await ort.InferenceSession.create(model, options);
  return {
    async embed({ data, shape: [rows = 0, ...shape] }) {
      const size = sizeOf(shape);
      const embeddings = matrix(new Float32Array(rows * dimension), rows, dimension);
      for (let from = 0; from < rows; from += rowsAtOnce) {
        const to = Math.min(rows, from + rowsAtOnce);
        const part = new ort.Tensor("float32", data.subarray(from * size, to * size), [to - from, ...shape]);
        const output = (await session.run({ [inferenceNames.input]: part }))[inferenceNames.embedding]!;
        embeddings.data.set(floats(output), from * dimension);
        output.dispose();
      }
      return embeddings;
    },
    release: () => session.release(),
  };
}
