import { runBaseline, runCell } from "./cell.ts";
import type { Cell } from "./settings.ts";
import { answerJobs } from "./worker-pool.ts";

/** What a process of the table may be asked. */
export type Job =
  | { readonly kind: "cell"; readonly cell: Cell }
  | { readonly kind: "baseline"; readonly set: string; readonly seed?: number };

answerJobs(async (job: Job) => (job.kind === "cell" ? runCell(job.cell) : runBaseline(job.set, job.seed)));
