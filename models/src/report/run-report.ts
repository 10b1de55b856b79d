import { readFile } from "node:fs/promises";
import path from "node:path";
import type { Run } from "../run/read-run.ts";
import { runFiles } from "../run/run-format.ts";
import type { Embedded } from "./embedded.ts";
import { makeReport, type ReportFile } from "./report.ts";

/** The files of a run's report as the run stands. */
export async function reportOf(
  { folder, manifest, config, lines, evaluation }: Run,
  embedded?: Embedded,
  signal?: AbortSignal,
): Promise<ReportFile[]> {
  const { metric } = config.evaluation;
  const input = {
    name: config.name,
    created: manifest.created,
    config: await readFile(path.join(folder, runFiles.config), "utf8"),
    lines,
    metrics: [...new Set([metric, "recall@1", "map@r"])],
    ...(embedded && { embedded }),
    ...(evaluation && { evaluation }),
    seed: config.seed,
  };
  return makeReport(input, signal);
}
