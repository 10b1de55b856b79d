import type { Loss } from "../losses/loss.ts";
import type { LearnerState } from "../nn/learner.ts";
import { checkResumable } from "./check-resumable.ts";
import type { Checkpoint, ParameterValues, Progress } from "./checkpoint.ts";
import { type EmbeddingRing, embeddingRing } from "./embedding-ring.ts";
import { type Moments, type ParameterOptimiser, parameterAdam } from "./parameter-optimiser.ts";
import type { TrainingOptions } from "./training-options.ts";

/** What changes in a run, besides the learner and the values of the loss's parameters. */
export interface RunState {
  progress: Progress;
  readonly optimiser: ParameterOptimiser;
  readonly moments: Record<string, Moments>;
  readonly ring?: EmbeddingRing;
  best?: { readonly learner: LearnerState; readonly parameters: ParameterValues };
}

/**
 * The state at the start, or that of a checkpoint.
 *
 * @throws {TrainingError} `wrong_checkpoint` before anything has changed
 */
export function startRun(options: TrainingOptions): RunState {
  const { learner, loss, schedule, memory, evaluation, from } = options;
  const optimiser = options.parameters?.optimiser ?? parameterAdam();
  const state: RunState = {
    progress: { epoch: 0, batch: 0, step: 0, evaluated: evaluation?.atStart ? -1 : 0, schedule: schedule.start, waited: 0 },
    optimiser,
    moments: Object.fromEntries(
      Object.entries(loss.parameters).map(([name, { values }]) => [name, optimiser.start(values.length)]),
    ),
    ...(memory && { ring: embeddingRing(memory.size, learner.dimension) }),
  };
  if (from) resume(state, from, options);
  return state;
}

function resume(state: RunState, from: Checkpoint, options: TrainingOptions): void {
  checkResumable(from, state.moments, options);
  // Refuses what does not fit, and then has changed nothing: so it comes first.
  options.learner.restore(from.learner);
  writeParameters(options.loss, from.parameters);
  state.progress = from.progress;
  Object.assign(state.moments, from.moments);
  if (from.best) state.best = from.best;
  if (state.ring && from.memory) {
    state.ring.embeddings.set(from.memory.embeddings);
    state.ring.labels.set(from.memory.labels);
    state.ring.next = from.memory.next;
    state.ring.filled = from.memory.filled;
  }
}

/** A copy of everything. */
export function snapshot({ learner, loss, seed, config = "" }: TrainingOptions, state: RunState): Checkpoint {
  const { progress, moments, ring, best } = state;
  return {
    config,
    seed,
    progress,
    learner: learner.state(),
    parameters: readParameters(loss),
    // An optimiser makes new moments and leaves the old ones as they are.
    moments: { ...moments },
    ...(ring && {
      memory: { embeddings: ring.embeddings.slice(), labels: ring.labels.slice(), next: ring.next, filled: ring.filled },
    }),
    ...(best && { best }),
  };
}

export function readParameters(loss: Loss): ParameterValues {
  return Object.fromEntries(Object.entries(loss.parameters).map(([name, { values }]) => [name, values.slice()]));
}

export function writeParameters(loss: Loss, parameters: ParameterValues): void {
  for (const [name, { values }] of Object.entries(loss.parameters)) values.set(parameters[name]!);
}
