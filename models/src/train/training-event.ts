import type { Best } from "./checkpoint.ts";

/** What happens in a run, as it happens. `epoch` counts from 0; `step` is the number of steps done. */
export type TrainingEvent = StepEvent | EvaluationEvent | CheckpointEvent | StoppedEvent;

interface Place {
  readonly epoch: number;
  readonly step: number;
}

export interface StepEvent extends Place {
  readonly kind: "step";
  /** The steps that the run is to have. */
  readonly steps: number;
  readonly loss: number;
  /** The learning rate of this step. */
  readonly rate: number;
  /** Of all weights, before clipping. */
  readonly gradientNorm: number;
  /** In the batch. */
  readonly pictures: number;
  /** From asking for the batch to the weights' change. */
  readonly picturesPerSecond: number;
}

export interface EvaluationEvent extends Place {
  readonly kind: "evaluation";
  readonly metrics: Readonly<Record<string, number>>;
  /** Whether this is the state that the run hands back, so far. */
  readonly isBest: boolean;
}

/** A checkpoint was written. */
export interface CheckpointEvent extends Place {
  readonly kind: "checkpoint";
}

/** The last event of every run that nothing went wrong with. */
export interface StoppedEvent extends Place {
  readonly kind: "stopped";
  readonly reason: StopReason;
  /** The evaluation whose state the learner now has; none if there was no evaluation. */
  readonly best?: Best;
}

/** All steps were done; the validation got no better; whoever started the run stopped it. */
export type StopReason = "finished" | "no_progress" | "aborted";
