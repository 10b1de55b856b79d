import type { PictureSource } from "../picture-source.ts";
import type { TrainingErrorCode } from "../../training-error.ts";
import type { BatchPlan } from "./plan.ts";
import type { Recipe } from "./compose.ts";

/** What a worker thread is started with. */
export interface WorkerStart {
  readonly source: PictureSource;
  readonly recipe: Recipe;
  /** One value; 1 once the thread should stop after the picture in hand. */
  readonly stop: SharedArrayBuffer;
}

/** One batch that a worker should make. */
export interface Job extends BatchPlan {
  readonly id: number;
  readonly epoch: number;
}

/** A batch, or why there is none: what may be expected with its code, a bug as it was thrown. */
export type Answer =
  | { readonly id: number; readonly data: Float32Array<ArrayBuffer>; readonly shape: readonly number[] }
  | { readonly id: number; readonly code: TrainingErrorCode; readonly message: string }
  | { readonly id: number; readonly bug: unknown };
