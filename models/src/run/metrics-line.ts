import type { StopReason } from "../train/training-event.ts";

/** A line of `metrics.jsonl`. `epoch` counts from 0, `step` is the number of steps done. */
export type MetricsLine = StepsLine | EvaluationLine | EndLine;

interface Line {
  readonly epoch: number;
  readonly step: number;
  /** Spent on the run so far, pauses not counted. */
  readonly seconds: number;
}

/** The mean over the steps since the last such line. */
export interface StepsLine extends Line {
  readonly kind: "steps";
  readonly loss: number;
  readonly rate: number;
  readonly gradientNorm: number;
  readonly picturesPerSecond: number;
}

export interface EvaluationLine extends Line {
  readonly kind: "evaluation";
  readonly metrics: Readonly<Record<string, number>>;
  /** Whether it is the best so far. */
  readonly isBest: boolean;
}

/** The training ended, or paused. */
export interface EndLine extends Line {
  readonly kind: "end";
  readonly reason: StopReason;
}
