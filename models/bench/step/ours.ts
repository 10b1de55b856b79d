import * as ort from "onnxruntime-node";
import { multiSimilarity } from "../../src/losses/index.ts";
import { adam, createLearner, type Learner } from "../../src/nn/index.ts";
import { seeded } from "../../src/random.ts";
import { stepLoss } from "../../src/train/step-loss.ts";
import { stepPass } from "../../src/train/step-pass.ts";
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

/** Steps of Adam on multi-similarity with all pairs of the batch, as a training run takes them. */
export async function runOurs(learner: Learner, { batch, labels, steps }: Workload): Promise<Round> {
  const loss = multiSimilarity();
  const pass = stepPass({ learner, loss });
  const random = seeded(1);
  const [times, losses]: [number[], number[]] = [[], []];
  for (let step = 0; step < steps; step++) {
    const start = performance.now();
    const { embeddings, cosines } = await pass.forward(batch);
    const output = stepLoss({ batch: { embeddings, labels }, cosines, loss, random, memoryWeight: 1 });
    await pass.backward(output.gradient, 1e-3);
    times.push(performance.now() - start);
    losses.push(output.loss);
  }
  return { times, losses };
}
