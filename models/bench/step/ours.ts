import * as ort from "onnxruntime-node";
import { multiSimilarity } from "../../src/losses/index.ts";
import { adam, createLearner, type Learner } from "../../src/nn/index.ts";
import type { Workload } from "./workload.ts";

/** One round of steps. */
export interface Round {
  /** Milliseconds of each step. */
  readonly times: readonly number[];
  /** The loss of each step. */
  readonly losses: readonly number[];
}

export function startLearner({ network }: Workload, threads: number): Promise<Learner> {
  return createLearner({ network, optimiser: adam(), seed: 1, ort, sessionOptions: { intraOpNumThreads: threads } });
}

/** Steps of Adam on multi-similarity with all pairs of the batch. */
export async function runOurs(learner: Learner, { batch, labels, steps }: Workload): Promise<Round> {
  const loss = multiSimilarity();
  const [times, losses]: [number[], number[]] = [[], []];
  for (let step = 0; step < steps; step++) {
    const start = performance.now();
    const embeddings = await learner.forward(batch);
    const output = loss.compute({ embeddings, labels });
    await learner.backward(output.gradient, 1e-3);
    times.push(performance.now() - start);
    losses.push(output.loss);
  }
  return { times, losses };
}
