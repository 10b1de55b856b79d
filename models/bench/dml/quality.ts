import * as ort from "onnxruntime-node";
import { evaluationBatches } from "../../src/data/batch/batches.ts";
import type { Dataset } from "../../src/data/dataset.ts";
import { matrix, type Matrix } from "../../src/matrix.ts";
import { clustering, retrieval } from "../../src/metrics/index.ts";
import type { Inputs, Learner } from "../../src/nn/learner.ts";
import { seeded } from "../../src/random.ts";
import { inputNormalisation } from "./network.ts";
import type { Quality } from "./settings.ts";

/** The network's inputs of all pictures of a dataset, made once. */
export async function inputsOf(dataset: Dataset): Promise<Inputs> {
  const parts: Inputs[] = [];
  for await (const { inputs } of evaluationBatches({ dataset, batchSize: 256, normalise: inputNormalisation })) {
    parts.push(inputs);
  }
  const data = new Float32Array(parts.reduce((sum, part) => sum + part.data.length, 0));
  let at = 0;
  for (const part of parts) {
    data.set(part.data, at);
    at += part.data.length;
  }
  return { data, shape: [dataset.labels.length, ...parts[0]!.shape.slice(1)] };
}

/** Retrieval among all pictures of a part, and how well k-means finds its classes. */
export async function quality(embeddings: Matrix<Float32Array>, labels: Int32Array, seed: number): Promise<Quality> {
  const { precisionAt1, mapAtR } = await retrieval({ embeddings, labels, ort });
  const { nmi } = await clustering({ embeddings, labels, ort, random: seeded(seed) });
  return { recallAt1: precisionAt1, mapAtR, nmi };
}

export async function mapAtR(learner: Learner, inputs: Inputs, labels: Int32Array): Promise<number> {
  return (await retrieval({ embeddings: await learner.embed(inputs), labels, ort })).mapAtR;
}

/** Pictures as they are: each pixel a number of the vector. */
export function pixels({ data, shape: [rows = 0] }: Inputs): Matrix<Float32Array> {
  return matrix(data, rows, data.length / rows);
}
