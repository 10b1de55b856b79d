import { batchMaker } from "../../src/data/batch/batches.ts";
import type { AugmentStep } from "../../src/data/augment/step.ts";
import type { Dataset } from "../../src/data/dataset.ts";
import type { Loss } from "../../src/losses/index.ts";
import type { Miner } from "../../src/miners/index.ts";
import type { Learner } from "../../src/nn/index.ts";
import { pxk } from "../../src/samplers/pxk.ts";
import { type Best, cosine, type Evaluation, train, type TrainingEvent, warmUp } from "../../src/train/index.ts";
import { inputNormalisation } from "./network.ts";
import { inputsOf, mapAtR } from "./quality.ts";

/** How a network is trained on small grey pictures: batches of P x K, warm-up and half a cosine. */
export interface Lesson {
  readonly learner: Learner;
  readonly dataset: Dataset;
  /** Its MAP@R chooses the state; without one it is the last. */
  readonly validation?: Dataset;
  readonly classesPerBatch: number;
  readonly perClass: number;
  readonly augment: readonly AugmentStep[];
  readonly loss: Loss;
  readonly miner?: Miner;
  readonly rateTimes?: number;
  readonly rate: number;
  readonly warmUp: number;
  readonly steps: number;
  /** Of the validation; 10 unless told. */
  readonly evaluations?: number;
  readonly seed: number;
  /** Threads that augment beside the network's own; 0 unless told. */
  readonly workers?: number;
  readonly watch?: (event: TrainingEvent) => void;
}

/** Trains; the learner has the chosen state afterwards. */
export async function learn(lesson: Lesson): Promise<Best | undefined> {
  const { learner, dataset, classesPerBatch, perClass, augment, loss, miner, rateTimes, steps, seed } = lesson;
  const workers = lesson.workers ?? 0;
  const batches = batchMaker({ dataset, augment, normalise: inputNormalisation, seed, workers });
  const evaluation = lesson.validation && (await choosingBy(lesson.validation, lesson));
  let last: TrainingEvent | undefined;
  try {
    const run = train({
      learner,
      dataset,
      batches,
      sampler: pxk({ labels: dataset.labels, classes: dataset.classes, classesPerBatch, perClass }),
      loss,
      ...(miner && { miner }),
      ...(rateTimes && { parameters: { rateTimes } }),
      schedule: warmUp(lesson.warmUp, cosine({ rate: lesson.rate })),
      until: { steps },
      ...(evaluation && { evaluation }),
      seed,
    });
    for await (const event of run) {
      lesson.watch?.(event);
      last = event;
    }
  } finally {
    await batches.close();
  }
  return last?.kind === "stopped" ? last.best : undefined;
}

async function choosingBy(validation: Dataset, { steps, evaluations = 10 }: Lesson): Promise<Evaluation> {
  const inputs = await inputsOf(validation);
  return {
    every: { steps: Math.ceil(steps / evaluations) },
    metric: "mapAtR",
    run: async (learner) => ({ mapAtR: await mapAtR(learner, inputs, validation.labels) }),
  };
}
