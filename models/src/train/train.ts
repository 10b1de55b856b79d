import { TrainingError } from "../training-error.ts";
import { batchFeed } from "./batch-feed.ts";
import type { Progress } from "./checkpoint.ts";
import { epochBatches } from "./epoch-batches.ts";
import { checkState } from "./not-finite.ts";
import { readParameters, type RunState, snapshot, startRun, writeParameters } from "./run-state.ts";
import type { StopReason, TrainingEvent } from "./training-event.ts";
import type { Interval, TrainingOptions } from "./training-options.ts";
import { trainingStep } from "./training-step.ts";

/**
 * Trains a network: batches of the sampler, embeddings, a loss in closed form, its gradient back, until the end, until
 * the validation gets no better, or until the signal. Tells of every step, evaluation and checkpoint:
 *
 *     for await (const event of train({ learner, dataset, sampler, batches, loss, schedule, until, seed })) …
 *
 * Whoever stops listening stops the run. At the end learner and loss have the best state that was evaluated, but the last
 * checkpoint has the last state, so that a longer run can go on from it. Both are the caller's to close.
 *
 * @throws {TrainingError} `not_finite`, naming the step and its pictures; `wrong_checkpoint`; what the data, the
 *   evaluation and the writing of checkpoints throw
 */
export async function* train(options: TrainingOptions): AsyncGenerator<TrainingEvent, void, void> {
  const { schedule, evaluation, checkpoints, until, signal, clock = () => performance.now() } = options;
  const state = startRun(options);
  const feed = batchFeed(options.batches, signal);
  const batchesOf = epochBatches(options.sampler, options.seed);
  const steps = "steps" in until ? until.steps : until.epochs * batchesOf(state.progress.epoch).length;
  let saved = state.progress.step;

  try {
    for (;;) {
      if (signal?.aborted) return yield* stop("aborted");
      const finished = isFinished(until, state.progress);
      if (evaluation && isDue(evaluation.every, state.progress, state.progress.evaluated, finished)) {
        const event = await unlessAborted(evaluate);
        if (event === undefined) continue;
        yield event;
      }
      if (finished) return yield* stop("finished");
      if (state.progress.waited >= (evaluation?.patience ?? Infinity)) return yield* stop("no_progress");
      if (checkpoints && isDue(checkpoints.every, state.progress, saved)) yield await save();
      const event = await unlessAborted(step);
      if (event) yield event;
    }
  } finally {
    await feed.close();
  }

  async function step(): Promise<TrainingEvent> {
    const { progress } = state;
    const started = clock();
    const rate = schedule.rate({ step: progress.step, steps }, progress.schedule);
    const order = batchesOf(progress.epoch);
    const batch = { inputs: await feed.batch(progress, order), pictures: order[progress.batch]! };
    const { loss, gradientNorm } = await trainingStep(options, state, batch, rate);
    state.progress = advanced(progress);
    const pictures = batch.pictures.length;
    const seconds = Math.max(clock() - started, 1e-3) / 1000;
    const measured = { loss, rate, gradientNorm, pictures, picturesPerSecond: pictures / seconds };
    return { kind: "step", epoch: progress.epoch, step: state.progress.step, steps, ...measured };
  }

  async function evaluate(): Promise<TrainingEvent> {
    const { run, metric, better = "higher" } = evaluation!;
    const metrics = await run(options.learner, signal);
    const value = metrics[metric];
    if (value === undefined || !Number.isFinite(value)) {
      const there = Object.keys(metrics).join(", ");
      throw new TrainingError("config_invalid", `the evaluation gave no ${metric} to choose by, only ${there}`);
    }
    const { progress } = state;
    const sign = better === "higher" ? 1 : -1;
    const isBest = progress.best === undefined || sign * value > sign * progress.best.metrics[metric]!;
    if (isBest) state.best = { learner: options.learner.state(), parameters: readParameters(options.loss) };
    state.progress = {
      ...progress,
      evaluated: progress.step,
      schedule: schedule.observe(progress.schedule, sign * value),
      waited: isBest ? 0 : progress.waited + 1,
      ...(isBest && { best: { step: progress.step, metrics } }),
    };
    return { kind: "evaluation", epoch: progress.epoch, step: progress.step, metrics, isBest };
  }

  async function save(): Promise<TrainingEvent> {
    const checkpoint = snapshot(options, state);
    checkState(checkpoint);
    await checkpoints!.write(checkpoint);
    saved = state.progress.step;
    return { kind: "checkpoint", epoch: state.progress.epoch, step: state.progress.step };
  }

  async function* stop(reason: StopReason): AsyncGenerator<TrainingEvent, void, void> {
    if (checkpoints) yield await save();
    restoreBest(options, state);
    const { epoch, step, best } = state.progress;
    yield { kind: "stopped", reason, epoch, step, ...(best && { best }) };
  }

  /** What is under way throws in its own words when it is stopped; the state is then that before it. */
  async function unlessAborted(action: () => Promise<TrainingEvent>): Promise<TrainingEvent | undefined> {
    try {
      return await action();
    } catch (error) {
      if (signal?.aborted && !(error instanceof TrainingError)) return undefined;
      throw error;
    }
  }

  function advanced({ epoch, batch, step, ...rest }: Progress): Progress {
    const isLast = batch + 1 === batchesOf(epoch).length;
    return { epoch: isLast ? epoch + 1 : epoch, batch: isLast ? 0 : batch + 1, step: step + 1, ...rest };
  }
}

function isFinished(until: Interval, { epoch, step }: Progress): boolean {
  return "steps" in until ? step >= until.steps : epoch >= until.epochs;
}

/** @param last the step at which it was done last */
function isDue(every: Interval = { epochs: 1 }, { epoch, batch, step }: Progress, last: number, finished = false): boolean {
  if (step === last) return false;
  if (finished) return true;
  return "steps" in every ? step % every.steps === 0 : batch === 0 && epoch % every.epochs === 0;
}

function restoreBest({ learner, loss }: TrainingOptions, { best }: RunState): void {
  if (best === undefined) return;
  learner.restore(best.learner);
  writeParameters(loss, best.parameters);
}
