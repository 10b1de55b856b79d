import type { Analysis, AnalyzeOptions } from "../../face/index.ts";
import type { LoadProgress } from "../../model/index.ts";
import type { BackendChoice } from "../backend/index.ts";
import type { Frame } from "../frame.ts";
import type { EngineOptions } from "../start-engine.ts";
import type { SentProblem } from "./sent-problem.ts";

/** What a page says to its worker. `start` comes first, and once. */
export type ToWorker =
  | { readonly kind: "start"; readonly options: EngineOptions }
  | { readonly kind: "analyze"; readonly id: number; readonly frame: Frame; readonly options: WorkOptions }
  /** Of an analysis, or of the start, whose id is 0. Unknown ids are late, not wrong. */
  | { readonly kind: "abort"; readonly id: number }
  | { readonly kind: "close" };

export const startId = 0;

/** What can be told to another thread: the signal is told by `abort`. */
export type WorkOptions = Omit<AnalyzeOptions, "signal">;

export type FromWorker =
  | { readonly kind: "progress"; readonly progress: LoadProgress }
  | { readonly kind: "started"; readonly modelId: string; readonly backend: BackendChoice }
  /** The backend was exchanged while running. */
  | { readonly kind: "backend"; readonly backend: BackendChoice }
  | { readonly kind: "analysed"; readonly id: number; readonly analysis: Analysis }
  | { readonly kind: "failed"; readonly id: number; readonly problem: SentProblem }
  | { readonly kind: "closed" };
