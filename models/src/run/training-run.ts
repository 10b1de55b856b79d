import type { ResolvedConfig } from "../config/read-config.ts";
import { intervalOf } from "../config/sections/interval.ts";
import { encodeCheckpoint, train, type Checkpoint, type StopReason, type TrainingEvent } from "../train/index.ts";
import type { Experiment } from "./experiment.ts";
import type { LoadedData } from "./loaded-data.ts";
import type { StepsLine } from "./metrics-line.ts";
import { validationMetrics } from "./quality.ts";
import { runFiles } from "./run-format.ts";
import type { OpenRun } from "./run-folder.ts";

export interface TrainingRun {
  readonly config: ResolvedConfig;
  readonly data: LoadedData;
  readonly experiment: Experiment;
  readonly run: OpenRun;
  readonly from?: Checkpoint | undefined;
  /** Seconds that were spent before. */
  readonly spent: number;
  readonly signal: AbortSignal;
  /** Milliseconds. */
  readonly clock: () => number;
  readonly tell: (event: TrainingEvent) => void;
}

/** Steps that a line of the log stands for. */
const stepsPerLine = 10;

/**
 * Trains into a run folder: the log, checkpoints, and the best network as ONNX whenever there is a better one, so that
 * whatever happens later what was reached is there.
 */
export async function trainInto({
  config,
  data,
  experiment,
  run,
  from,
  spent,
  signal,
  clock,
  tell,
}: TrainingRun): Promise<StopReason> {
  const { evaluation, seed, memory, optimiser } = config;
  const started = clock();
  const seconds = () => spent + (clock() - started) / 1000;
  const steps = stepGroup();
  const flush = async () => {
    const line = steps.take();
    if (line) await run.log.append({ ...line, seconds: seconds() });
  };
  const { validation } = data;
  const events = train({
    ...experiment,
    parameters: { rateTimes: optimiser.lossRateTimes },
    until: intervalOf(config.until),
    evaluation: {
      every: intervalOf(evaluation.every),
      atStart: evaluation.atStart,
      metric: evaluation.metric,
      run: async (_, signal) =>
        validationMetrics(await experiment.embed(validation, signal), validation.labels, evaluation, seed, signal),
      ...(evaluation.patience !== undefined && { patience: evaluation.patience }),
    },
    ...(memory && { memory }),
    checkpoints: {
      every: intervalOf(config.checkpoints.every),
      write: async (checkpoint) => {
        // What the log has must not be less than what the checkpoint has seen.
        await flush();
        await run.write(runFiles.checkpoint, await encodeCheckpoint(checkpoint));
      },
    },
    config: run.manifest.config,
    ...(from && { from }),
    seed,
    signal,
    clock,
  });
  for await (const event of events) {
    tell(event);
    if (event.kind === "step" && steps.add(event) >= stepsPerLine) await flush();
    if (event.kind === "evaluation") {
      await flush();
      const { epoch, step, metrics, isBest } = event;
      await run.log.append({ kind: "evaluation", epoch, step, seconds: seconds(), metrics, isBest });
      if (isBest) await run.write(runFiles.model, experiment.exportOnnx());
    }
    if (event.kind === "stopped") {
      const { epoch, step, reason } = event;
      await run.log.append({ kind: "end", epoch, step, seconds: seconds(), reason });
      return reason;
    }
  }
  throw new Error("the training ended without saying so");
}

type StepEvent = Extract<TrainingEvent, { kind: "step" }>;

/** Gathers steps to one line of their means. */
function stepGroup() {
  let events: StepEvent[] = [];
  const mean = (value: (event: StepEvent) => number) =>
    events.reduce((sum, event) => sum + value(event), 0) / events.length;
  return {
    /** @returns how many there are now */
    add: (event: StepEvent): number => events.push(event),
    take(): Omit<StepsLine, "seconds"> | undefined {
      const last = events.at(-1);
      if (last === undefined) return undefined;
      const line = {
        kind: "steps",
        epoch: last.epoch,
        step: last.step,
        loss: mean(({ loss }) => loss),
        rate: last.rate,
        gradientNorm: mean(({ gradientNorm }) => gradientNorm),
        picturesPerSecond: mean(({ picturesPerSecond }) => picturesPerSecond),
      } as const;
      events = [];
      return line;
    },
  };
}
