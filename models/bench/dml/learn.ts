import { batchMaker } from "../../src/data/batch/batches.ts";
import type { AugmentStep } from "../../src/data/augment/step.ts";
import type { Dataset } from "../../src/data/dataset.ts";
import type { Loss } from "../../src/losses/index.ts";
import type { Miner } from "../../src/miners/index.ts";
import type { Learner } from "../../src/nn/index.ts";
import { pxk } from "../../src/samplers/pxk.ts";
import { type Best, cosine, train, type TrainingEvent, warmUp } from "../../src/train/index.ts";
import { inputNormalisation } from "./network.ts";
import { inputsOf, mapAtR } from "./quality.ts";

/** How a network is trained on small grey pictures: batches of P x K, warm-up and half a cosine. */
export interface Lesson {
  readonly learner: Learner;
  readonly dataset: Dataset;
  /** Its MAP@R chooses the state. */
  readonly validation: Dataset;
  readonly classesPerBatch: number;
  readonly perClass: number;
  readonly augment: readonly AugmentStep[];
  readonly loss: Loss;
  readonly miner?: Miner;
  readonly rateTimes?: number;
  readonly rate: number;
  readonly warmUp: number;
  readonly steps: number;
  readonly evaluations: number;
  readonly seed: number;
  /** Threads that augment beside the network's own; 0 unless told. */
  readonly workers?: number;
  readonly watch?: (event: TrainingEvent) => void;
}

/** Trains; the learner has the best state afterwards. */
export async function learn(lesson: Lesson): Promise<Best> {
  const { learner, dataset, validation, classesPerBatch, perClass, augment, loss, miner, rateTimes, steps, seed } = lesson;
  const workers = lesson.workers ?? 0;
  const batches = batchMaker({ dataset, augment, normalise: inputNormalisation, seed, workers });
  const validationInputs = await inputsOf(validation);
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
      evaluation: {
        every: { steps: Math.ceil(steps / lesson.evaluations) },
        metric: "mapAtR",
        run: async () => ({ mapAtR: await mapAtR(learner, validationInputs, validation.labels) }),
      },
      seed,
    });
    for await (const event of run) {
      lesson.watch?.(event);
      last = event;
    }
  } finally {
    await batches.close();
  }
  if (last?.kind !== "stopped" || last.best === undefined) throw new Error("the run ended without an evaluation");
  return last.best;
}
