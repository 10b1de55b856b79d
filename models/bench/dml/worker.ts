import { runBaseline, runCell } from "./cell.ts";
import type { Cell } from "./settings.ts";
import type { Answer } from "./worker-pool.ts";

/** What a process of the table may be asked. */
export type Job =
  | { readonly kind: "cell"; readonly cell: Cell }
  | { readonly kind: "baseline"; readonly set: string; readonly seed?: number };

process.on("message", (job: Job) => {
  void answer(job).then((answer) => process.send!(answer));
});

async function answer(job: Job): Promise<Answer> {
  try {
    return { result: job.kind === "cell" ? await runCell(job.cell) : await runBaseline(job.set, job.seed) };
  } catch (error) {
    return { error: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}
