import type { Dataset } from "../data/dataset.ts";
import type { Loss } from "../losses/loss.ts";
import type { Miner } from "../miners/miner.ts";
import type { Learner } from "../nn/learner.ts";
import type { Sampler } from "../samplers/sampler.ts";
import type { BatchSource } from "./batch-feed.ts";
import type { Checkpoint } from "./checkpoint.ts";
import type { ParameterOptimiser } from "./parameter-optimiser.ts";
import type { Schedule } from "./schedules/schedule.ts";

export type Interval = { readonly epochs: number } | { readonly steps: number };

export interface TrainingOptions {
  /** Is trained in place; at the end it has the best state that was evaluated. */
  readonly learner: Learner;
  /** The labels of all pictures, and what they are called. */
  readonly dataset: Pick<Dataset, "labels" | "describe">;
  readonly sampler: Sampler;
  /** Makes the pictures of a batch into the network's input: `batchMaker` of `data`. */
  readonly batches: BatchSource;
  readonly loss: Loss;
  readonly miner?: Miner;
  /** How the loss's own parameters (proxies, boundaries) learn: Adam at 100 times the network's rate unless told. */
  readonly parameters?: { readonly optimiser?: ParameterOptimiser; readonly rateTimes?: number };
  readonly schedule: Schedule;
  readonly until: Interval;
  readonly evaluation?: Evaluation;
  /** Cross-batch memory (Wang 2020). */
  readonly memory?: MemoryOptions;
  readonly checkpoints?: Checkpoints;
  /** The digest of what the run was configured with; a checkpoint with another one is refused. Empty unless told. */
  readonly config?: string;
  /** Goes on from here, bit for bit as if there had been no pause. */
  readonly from?: Checkpoint;
  /** Batches, augmentation and miners follow from it. */
  readonly seed: number;
  /** Stops after the step under way; a checkpoint is written first. */
  readonly signal?: AbortSignal;
  /** Milliseconds, for the throughput alone. */
  readonly clock?: () => number;
}

export interface Evaluation {
  /** Also at the end of the run. One epoch unless told. */
  readonly every?: Interval;
  /** Also before the first step, so that a run that only makes it worse gives what it started from. No unless told. */
  readonly atStart?: boolean;
  /** Of the validation pictures, never of the test's. */
  run(learner: Learner, signal?: AbortSignal): Promise<Readonly<Record<string, number>>>;
  /** The name of the metric that chooses the best state. */
  readonly metric: string;
  /** `"higher"` unless told. */
  readonly better?: "higher" | "lower";
  /** The run stops after so many evaluations in a row without a new best; never unless told. */
  readonly patience?: number;
}

export interface MemoryOptions {
  /** Embeddings that are remembered. */
  readonly size: number;
  /** The step from which on they count: at first embeddings move too fast (Wang 2020, figure 3). */
  readonly from: number;
  /** Of the loss against the memory beside that within the batch; 1 unless told. */
  readonly weight?: number;
}

export interface Checkpoints {
  /** Also at the end and when the run is stopped. One epoch unless told. */
  readonly every?: Interval;
  write(checkpoint: Checkpoint): Promise<void>;
}
