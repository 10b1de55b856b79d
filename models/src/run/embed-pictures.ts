import { evaluationBatches } from "../data/batch/batches.ts";
import type { Dataset } from "../data/dataset.ts";
import { type Matrix, matrix } from "../matrix.ts";
import type { Inputs } from "../nn/index.ts";
import type { LoadedData } from "./load-data.ts";

export interface EmbedOptions extends Pick<LoadedData, "fixed" | "normalise"> {
  readonly batchSize: number;
  readonly workers: number;
  readonly signal?: AbortSignal | undefined;
}

/** What a network makes of every picture of a dataset, in its order. */
export async function embedPictures(
  dataset: Dataset,
  embed: (inputs: Inputs) => Promise<Matrix<Float32Array>>,
  { fixed, normalise, batchSize, workers, signal }: EmbedOptions,
): Promise<Matrix<Float32Array>> {
  const rows = dataset.labels.length;
  let all = matrix(new Float32Array(), 0, 0);
  let at = 0;
  const options = { dataset, batchSize, steps: fixed, normalise, workers, ...(signal && { signal }) };
  for await (const { inputs } of evaluationBatches(options)) {
    const { data, columns } = await embed(inputs);
    if (at === 0) all = matrix(new Float32Array(rows * columns), rows, columns);
    all.data.set(data, at);
    at += data.length;
  }
  return all;
}
