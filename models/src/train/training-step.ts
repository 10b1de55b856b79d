import { allFinite } from "../all-finite.ts";
import type { LossOutput } from "../losses/loss.ts";
import { matrix } from "../matrix.ts";
import type { Inputs } from "../nn/learner.ts";
import { seeded } from "../random.ts";
import { TrainingError } from "../training-error.ts";
import { remember, remembered } from "./embedding-ring.ts";
import { checkEmbeddings, notFinite, type StepPlace } from "./not-finite.ts";
import type { RunState } from "./run-state.ts";
import { type StepLoss, stepLoss } from "./step-loss.ts";
import { stepPass } from "./step-pass.ts";
import { streams } from "./streams.ts";
import type { TrainingOptions } from "./training-options.ts";

/** What a step is made on. */
export interface StepBatch {
  readonly inputs: Inputs;
  readonly pictures: Int32Array;
}

export interface StepResult {
  readonly loss: number;
  readonly gradientNorm: number;
}

/**
 * One step: embeddings, loss in closed form, gradient back through the network, the loss's own parameters.
 *
 * Nothing has changed where it throws.
 *
 * @throws {TrainingError} `not_finite`, naming the step and the pictures
 */
export async function trainingStep(
  options: TrainingOptions,
  state: RunState,
  { inputs, pictures }: StepBatch,
  rate: number,
): Promise<StepResult> {
  const { dataset, loss, miner, memory, seed } = options;
  const { epoch, step } = state.progress;
  const place = (): StepPlace => ({ epoch, step, pictures: Array.from(pictures, (picture) => dataset.describe(picture)) });
  const pass = stepPass(options);
  const { embeddings, cosines } = await pass.forward(inputs);
  const batch = {
    embeddings: matrix(new Float64Array(embeddings.data), embeddings.rows, embeddings.columns),
    labels: Int32Array.from(pictures, (picture) => dataset.labels[picture]!),
  };
  checkEmbeddings(batch, place);
  const output = lossOf(
    {
      batch,
      cosines,
      loss,
      miner,
      random: seeded(seed, streams.miner, step),
      memory: state.ring && memory && step >= memory.from ? remembered(state.ring) : undefined,
      memoryWeight: memory?.weight ?? 1,
    },
    place,
  );
  const { gradientNorm } = await pass.backward(output.gradient, rate).catch((error: unknown) => {
    throw withPlace(error, place);
  });
  learnParameters(options, state, output, rate);
  if (state.ring) remember(state.ring, batch);
  return { loss: output.loss, gradientNorm };
}

function lossOf(step: StepLoss, place: () => StepPlace): LossOutput {
  let output: LossOutput;
  try {
    output = stepLoss(step);
  } catch (error) {
    throw withPlace(error, place);
  }
  // A loss of one's own may not look itself.
  const { loss, gradient, parameterGradients } = output;
  if (!Number.isFinite(loss)) throw notFinite(`the loss is ${loss}`, place());
  if (!allFinite(gradient)) throw notFinite("the gradient of the loss is not finite", place());
  for (const [name, values] of Object.entries(parameterGradients)) {
    if (!allFinite(values)) throw notFinite(`the gradient of ${name} is not finite`, place());
  }
  return output;
}

/** Losses and learners know that a value is not finite, but not where in the run. */
function withPlace(error: unknown, place: () => StepPlace): unknown {
  return error instanceof TrainingError && error.code === "not_finite" ? notFinite(error.message, place(), error) : error;
}

function learnParameters({ loss, parameters }: TrainingOptions, state: RunState, output: LossOutput, rate: number): void {
  for (const [name, { values }] of Object.entries(loss.parameters)) {
    const gradient = output.parameterGradients[name];
    if (gradient === undefined) continue;
    const learned = state.optimiser.update(values, gradient, state.moments[name]!, rate * (parameters?.rateTimes ?? 100));
    values.set(learned.values);
    state.moments[name] = learned.moments;
  }
}
