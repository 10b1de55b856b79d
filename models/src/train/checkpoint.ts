import type { LearnerState } from "../nn/learner.ts";
import type { Moments } from "./parameter-optimiser.ts";

/** How far a run is, and what it has seen of the evaluations. */
export interface Progress {
  /** Whole epochs that are done. */
  readonly epoch: number;
  /** Batches that are done of the next one. */
  readonly batch: number;
  /** Steps that are done in all. */
  readonly step: number;
  /** The step after which the last evaluation was; 0 before the first, -1 where even the start is to be evaluated. */
  readonly evaluated: number;
  /** What the schedule remembers. */
  readonly schedule: readonly number[];
  /** Evaluations in a row without a new best. */
  readonly waited: number;
  readonly best?: Best;
}

/** The evaluation that chose the state which a run hands back. */
export interface Best {
  readonly step: number;
  readonly metrics: Readonly<Record<string, number>>;
}

/** Values of the parameters of a loss, by name. */
export type ParameterValues = Readonly<Record<string, Float64Array>>;

/** Everything that the next step follows from, besides the data and what the run was configured with. */
export interface Checkpoint {
  /** The digest of what the run was configured with: it goes on from no other run's checkpoint. */
  readonly config: string;
  readonly seed: number;
  readonly progress: Progress;
  readonly learner: LearnerState;
  readonly parameters: ParameterValues;
  /** What the optimiser of the parameters keeps, by the name of the parameter. */
  readonly moments: Readonly<Record<string, Moments>>;
  readonly memory?: RememberedEmbeddings;
  /** The state at the best evaluation. */
  readonly best?: { readonly learner: LearnerState; readonly parameters: ParameterValues };
}

/** A cross-batch memory: `size` rows of which `filled` are written, the next one at `next`. */
export interface RememberedEmbeddings {
  readonly embeddings: Float32Array;
  readonly labels: Int32Array;
  readonly next: number;
  readonly filled: number;
}
