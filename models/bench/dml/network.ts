import * as ort from "onnxruntime-node";
import type { Normalisation } from "../../src/data/augment/normalise.ts";
import { adamW, convNet, createLearner, type Learner } from "../../src/nn/index.ts";
import { settings } from "./settings.ts";

/** Ink is 1, paper 0. */
export const inputNormalisation: Normalisation = { mean: [0], divisor: 255 };

export interface LearnerChoice {
  readonly size?: number;
  readonly channels?: readonly number[];
  readonly dimension?: number;
  readonly weightDecay?: number;
  readonly seed: number;
  /** Of the runtime; 1 unless told. */
  readonly threads?: number;
}

/** A small ConvNet for grey pictures. */
export function newLearner(choice: LearnerChoice): Promise<Learner> {
  const { size, channels, dimension, weightDecay, seed, threads = 1 } = { ...settings, ...choice };
  return createLearner({
    network: convNet({ input: [1, size, size], dimension, channels }),
    optimiser: adamW({ weightDecay }),
    seed,
    ort,
    sessionOptions: { intraOpNumThreads: threads },
  });
}
