import { access } from "node:fs/promises";
import path from "node:path";
import { type ResolvedConfig, readConfig } from "../config/read-config.ts";
import { type Evaluation, readEvaluation } from "./evaluation-file.ts";
import type { MetricsLine } from "./metrics-line.ts";
import { readLog } from "./metrics-log.ts";
import { readManifest } from "./run-folder.ts";
import { runFiles, type RunManifest } from "./run-format.ts";

/** A run as it lies in its folder. */
export interface Run {
  readonly folder: string;
  readonly manifest: RunManifest;
  readonly config: ResolvedConfig;
  readonly lines: readonly MetricsLine[];
  /** If it was tested. */
  readonly evaluation?: Evaluation;
}

/**
 * @param settings see `readConfig`
 * @throws {TrainingError} `wrong_checkpoint` where there is no run, or one of another version; `config_invalid`
 */
export async function readRun(folder: string, settings: readonly string[] = []): Promise<Run> {
  const manifest = await readManifest(folder);
  const config = await readConfig(path.join(folder, runFiles.config), settings);
  const lines = await readLog(path.join(folder, runFiles.metrics));
  const tested = path.join(folder, runFiles.evaluation);
  return {
    folder,
    manifest,
    config,
    lines,
    ...((await exists(tested)) && { evaluation: await readEvaluation(tested) }),
  };
}

/** Whether a folder is a run. */
export function isRun(folder: string): Promise<boolean> {
  return exists(path.join(folder, runFiles.manifest));
}

function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
