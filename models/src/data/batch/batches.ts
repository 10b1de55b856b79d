import { setImmediate } from "node:timers/promises";
import type { Inputs } from "../../nn/learner.ts";
import { TrainingError } from "../../training-error.ts";
import type { Normalisation } from "../augment/normalise.ts";
import type { AugmentStep, FixedStep } from "../augment/step.ts";
import type { Dataset } from "../dataset.ts";
import { readPicture } from "../picture-source.ts";
import { compose, type Recipe } from "./compose.ts";
import { plansOf } from "./plan.ts";
import { workerPool, type BatchPool } from "./worker-pool.ts";

/** A batch as the network takes it. */
export interface PictureBatch {
  /** [N, channels, height, width]. */
  readonly inputs: Inputs;
  readonly labels: Int32Array;
  /** Which pictures of the dataset these are. */
  readonly indexes: Int32Array;
}

export interface BatchMakerOptions {
  readonly dataset: Dataset;
  /** What is done to each picture, one after another; by default nothing. */
  readonly augment?: readonly AugmentStep[];
  readonly normalise: Normalisation;
  readonly seed: number;
  /** Threads that read and augment; by default 0: it is done here. */
  readonly workers?: number;
  /** Batches that are made ahead; by default 1 without workers, 2 for each worker with them. */
  readonly prefetch?: number;
}

export interface EpochOptions {
  /** What a sampler gave. */
  readonly order: readonly Int32Array[];
  readonly epoch: number;
  /** The first batch that is wanted, where a run that was stopped within the epoch goes on; by default 0. */
  readonly from?: number;
  readonly signal?: AbortSignal;
}

/** Makes the batches of one epoch after another; threads are started once. */
export interface BatchMaker {
  /** The batches in the sampler's order, made ahead while the last one is worked on. */
  epoch(options: EpochOptions): AsyncGenerator<PictureBatch, void, undefined>;
  close(): Promise<void>;
}

/**
 * The same bytes come out for any number of workers: see {@link compose}.
 *
 * @throws {TrainingError} `config_invalid` for workers with a dataset that has no source
 */
export function batchMaker(options: BatchMakerOptions): BatchMaker {
  const { dataset, workers = 0 } = options;
  const prefetch = options.prefetch ?? Math.max(1, 2 * workers);
  for (const [name, value, least] of [["workers", workers, 0], ["prefetch", prefetch, 1]] as const) {
    if (!(Number.isInteger(value) && value >= least)) {
      throw new TrainingError("config_invalid", `${name} is ${value}, not a whole number from ${least} on`);
    }
  }
  const recipe = { steps: options.augment ?? [], normalisation: options.normalise, seed: options.seed };
  const pool = workers === 0 ? herePool(dataset, recipe) : poolOf(workers, dataset, recipe);
  return { epoch: (epoch) => inOrder(pool, dataset, prefetch, epoch), close: () => pool.close() };
}

/** The batches of one epoch; threads end with it, also when it is left early or aborted. */
export async function* batches(
  options: BatchMakerOptions & EpochOptions,
): AsyncGenerator<PictureBatch, void, undefined> {
  const maker = batchMaker(options);
  try {
    yield* maker.epoch(options);
  } finally {
    await maker.close();
  }
}

export interface EvaluationOptions {
  readonly dataset: Dataset;
  readonly batchSize: number;
  readonly steps?: readonly FixedStep[];
  readonly normalise: Normalisation;
  readonly workers?: number;
  readonly signal?: AbortSignal;
}

/** Every picture once, in the dataset's order, with nothing by chance. */
export function evaluationBatches(options: EvaluationOptions): AsyncGenerator<PictureBatch, void, undefined> {
  const { dataset, batchSize, steps = [], ...others } = options;
  const all = Int32Array.from(dataset.labels.keys());
  const order = Array.from({ length: Math.ceil(all.length / batchSize) }, (_, i) =>
    all.subarray(i * batchSize, (i + 1) * batchSize),
  );
  return batches({ dataset, order, augment: steps, seed: 0, epoch: 0, ...others });
}

async function* inOrder(
  pool: BatchPool,
  dataset: Dataset,
  prefetch: number,
  { order, epoch, from = 0, signal }: EpochOptions,
): AsyncGenerator<PictureBatch, void, undefined> {
  const plans = plansOf(order, dataset).slice(from);
  const ahead: Promise<Inputs>[] = [];
  let asked = 0;
  for (const { indexes } of plans) {
    signal?.throwIfAborted();
    // The one that is about to be given, and `prefetch` after it: never more wait unread.
    while (asked < plans.length && ahead.length <= prefetch) {
      const made = pool.make(plans[asked++]!, epoch);
      // One that is never waited for, because this was left early, must not end the process.
      made.catch(() => {});
      ahead.push(made);
    }
    const inputs = await unlessAborted(ahead.shift()!, signal);
    yield { inputs, labels: indexes.map((index) => dataset.labels[index]!), indexes };
  }
}

async function unlessAborted<Value>(promise: Promise<Value>, signal: AbortSignal | undefined): Promise<Value> {
  if (signal === undefined) return promise;
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const abort = () => reject(signal.reason);
  signal.addEventListener("abort", abort, { once: true });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener("abort", abort);
  }
}

/** Batches that are made on this thread; sharp has its own. */
function herePool(dataset: Dataset, recipe: Recipe): BatchPool {
  const { source } = dataset;
  const reader = {
    read: (index: number) => (source ? readPicture(source, index) : dataset.picture(index)),
    describe: (index: number) => dataset.describe(index),
  };
  let closed = false;
  const stopped = () => {
    if (closed) throw new Error("closed");
  };
  return {
    make: async (plan, epoch) => {
      // Made while the caller waits for the network, not before the batch that it waits for is given.
      await setImmediate();
      return compose(reader, recipe, plan, epoch, stopped);
    },
    close: async () => {
      closed = true;
    },
  };
}

function poolOf(workers: number, { name, source }: Dataset, recipe: Recipe): BatchPool {
  if (source === undefined) {
    throw new TrainingError("config_invalid", `${name} can only be read on one thread: workers must be 0`);
  }
  return workerPool(workers, source, recipe);
}
