import * as ort from "onnxruntime-node";
import type { FixedStep } from "../../src/data/augment/step.ts";
import type { Dataset } from "../../src/data/dataset.ts";
import { inMemory } from "../../src/data/in-memory.ts";
import { ofAlphabets, omniglotSplit } from "../../src/data/omniglot.ts";
import { omniglotRuns } from "../../src/data/omniglot-runs.ts";
import { rotationsAsClasses } from "../../src/data/rotations.ts";
import { supCon } from "../../src/losses/index.ts";
import type { Matrix } from "../../src/matrix.ts";
import { retrieval } from "../../src/metrics/index.ts";
import type { Inputs } from "../../src/nn/index.ts";
import { learn } from "../dml/learn.ts";
import { newLearner } from "../dml/network.ts";
import { inputsOf, pixels } from "../dml/quality.ts";
import { omniglotArchive } from "../dml/sets.ts";
import { mirroredAsClasses } from "./mirrored.ts";
import { nearestIsRight } from "./one-shot.ts";
import { anotherHand, drawings, fitted, folds } from "./settings.ts";

/** What one way to make vectors of drawings gives on alphabets that it has not seen. */
export interface Unseen {
  /** Of each drawing of the two alphabets among all others of both. */
  readonly recallAt1: number;
  /** The same among the drawings of its own alphabet, in the mean over drawings. */
  readonly withinAlphabet: number;
  /** Right answers of the 20 official runs of 20-way one-shot classification. */
  readonly oneShot: number;
}

export interface FoldResult {
  /** Of the pictures as they are, at the network's size. */
  readonly pixels: Unseen;
  /** Of what the network takes: the drawing made to fill the picture. */
  readonly fitted: Unseen;
  readonly untrained: Unseen;
  readonly trained: Unseen;
  readonly seconds: number;
}

type Embed = (inputs: Inputs) => Promise<Matrix<Float32Array>> | Matrix<Float32Array>;

/** Learns six alphabets, and tells apart the drawings of the other two. */
export async function runFold(fold: number, seed: number): Promise<FoldResult> {
  const { size, channels, dimension, weightDecay, temperature, ...lesson } = drawings;
  const split = await omniglotSplit(omniglotArchive, { test: folds[fold]! });
  const learner = await newLearner({ size, channels, dimension, weightDecay, seed });
  try {
    const measure = await measurer(split.test, folds[fold]!, fitted);
    const untrained = await measure((inputs) => learner.embed(inputs));
    const start = performance.now();
    const dataset = rotationsAsClasses(mirroredAsClasses(await inMemory(split.train, { steps: fitted })));
    await learn({ learner, dataset, ...lesson, augment: anotherHand, loss: supCon({ temperature }), seed });
    const seconds = (performance.now() - start) / 1000;
    const asTheyAre = await measurer(split.test, folds[fold]!, [{ op: "resize", width: size, height: size }]);
    return {
      pixels: await asTheyAre(pixels),
      fitted: await measure(pixels),
      untrained,
      trained: await measure((inputs) => learner.embed(inputs)),
      seconds,
    };
  } finally {
    await learner.close();
  }
}

type Measure = (embed: Embed) => Promise<Unseen>;

/** Prepares what is tested once. */
async function measurer(test: Dataset, alphabets: readonly string[], steps: readonly FixedStep[]): Promise<Measure> {
  const prepared = async (dataset: Dataset) => inputsOf(await inMemory(dataset, { steps }));
  const all = await prepared(test);
  const each = alphabets.map((alphabet) => ofAlphabets(test, [alphabet], alphabet));
  const ownInputs = await Promise.all(each.map(prepared));
  const runs = await omniglotRuns(omniglotArchive);
  const runInputs = await Promise.all(
    runs.map(async ({ gallery, probes }) => ({ gallery: await prepared(gallery), probes: await prepared(probes) })),
  );
  const recall = async (embed: Embed, inputs: Inputs, { labels }: Dataset) =>
    (await retrieval({ embeddings: await embed(inputs), labels, ort })).precisionAt1;

  return async (embed) => {
    let within = 0;
    for (const [i, inputs] of ownInputs.entries()) {
      within += ((await recall(embed, inputs, each[i]!)) * each[i]!.labels.length) / test.labels.length;
    }
    let right = 0;
    let asked = 0;
    for (const [i, { gallery, probes }] of runInputs.entries()) {
      const isRight = nearestIsRight(await embed(probes), await embed(gallery), runs[i]!);
      right += isRight.filter(Boolean).length;
      asked += isRight.length;
    }
    return { recallAt1: await recall(embed, all, test), withinAlphabet: within, oneShot: right / asked };
  };
}
