import { type Matrix, matrix } from "../matrix.ts";
import type { Inputs } from "../nn/learner.ts";
import { evaluationBatches, type EvaluationOptions } from "./batch/batches.ts";

/**
 * What a network makes of every picture of a dataset, in its order: N x D.
 *
 * @param embed such as a learner's
 */
export async function embedPictures(
  embed: (inputs: Inputs) => Promise<Matrix<Float32Array>>,
  options: EvaluationOptions,
): Promise<Matrix<Float32Array>> {
  const rows = options.dataset.labels.length;
  let all = matrix(new Float32Array(), 0, 0);
  let at = 0;
  for await (const { inputs } of evaluationBatches(options)) {
    const { data, columns } = await embed(inputs);
    if (at === 0) all = matrix(new Float32Array(rows * columns), rows, columns);
    all.data.set(data, at);
    at += data.length;
  }
  return all;
}
