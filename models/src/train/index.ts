export type { BatchSource } from "./batch-feed.ts";
export type { Best, Checkpoint, Progress } from "./checkpoint.ts";
export { decodeCheckpoint, encodeCheckpoint } from "./checkpoint-bytes.ts";
export {
  parameterAdam,
  type ParameterAdamOptions,
  type ParameterOptimiser,
  parameterSgd,
} from "./parameter-optimiser.ts";
export * from "./schedules/index.ts";
export { train } from "./train.ts";
export type {
  CheckpointEvent,
  EvaluationEvent,
  StepEvent,
  StopReason,
  StoppedEvent,
  TrainingEvent,
} from "./training-event.ts";
export type { Checkpoints, Evaluation, Interval, MemoryOptions, TrainingOptions } from "./training-options.ts";
