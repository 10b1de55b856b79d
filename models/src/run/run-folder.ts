import { access, mkdir, readFile } from "node:fs/promises";
import path from "node:path";
import { writeAtomically } from "../atomic-write.ts";
import { TrainingError } from "../training-error.ts";
import { onDisk } from "./disk.ts";
import { type MetricsLog, openLog, rewindLog } from "./metrics-log.ts";
import { runFiles, runFormat, type RunManifest } from "./run-format.ts";
import { lockRun } from "./run-lock.ts";

/** A run folder that this process writes to, and nobody else until it is closed. */
export interface OpenRun {
  readonly folder: string;
  readonly manifest: RunManifest;
  readonly log: MetricsLog;
  /** Puts a file in its place when it is complete. @throws {TrainingError} `disk_failed` */
  write(name: string, content: Uint8Array | string): Promise<void>;
  close(): Promise<void>;
}

export interface NewRun {
  /** The configuration as it was resolved, YAML. */
  readonly config: string;
  readonly manifest: RunManifest;
}

/**
 * Begins a run in a folder, which is made if it is not there.
 *
 * @throws {TrainingError} `run_folder_in_use` where a run lies or is written already; `disk_failed`
 */
export async function createRun(folder: string, { config, manifest }: NewRun): Promise<OpenRun> {
  await onDisk(folder, () => mkdir(folder, { recursive: true }));
  const lock = lockRun(folder);
  return closedOnFailure(lock.release, async () => {
    if (await exists(path.join(folder, runFiles.manifest))) {
      throw new TrainingError("run_folder_in_use", `${folder} has a run already: resume it, or name another folder`);
    }
    const run = opened(folder, manifest, await openLog(path.join(folder, runFiles.metrics)), lock.release);
    await run.write(runFiles.config, config);
    // Last, because by this file a folder is a run.
    await run.write(runFiles.manifest, `${JSON.stringify(manifest, null, 2)}\n`);
    return run;
  });
}

/**
 * Goes on with a run.
 *
 * @param step of the checkpoint that it goes on from: what was logged after it is done again
 * @throws {TrainingError} `run_folder_in_use`; `wrong_checkpoint` where there is no run, or one of another version
 */
export function resumeRun(folder: string, step: number): Promise<OpenRun> {
  return openRun(folder, (metrics) => rewindLog(metrics, step));
}

/**
 * Opens a run to put something beside what is there.
 *
 * @param first done to the log before it is opened
 * @throws {TrainingError} as {@link resumeRun}
 */
export async function openRun(folder: string, first?: (metrics: string) => Promise<void>): Promise<OpenRun> {
  const manifest = await readManifest(folder);
  const lock = lockRun(folder);
  return closedOnFailure(lock.release, async () => {
    const metrics = path.join(folder, runFiles.metrics);
    await first?.(metrics);
    return opened(folder, manifest, await openLog(metrics), lock.release);
  });
}

/** @throws {TrainingError} `wrong_checkpoint` where there is no run, or one of another version */
export async function readManifest(folder: string): Promise<RunManifest> {
  const file = path.join(folder, runFiles.manifest);
  const text = await readFile(file, "utf8").catch((cause: unknown) => {
    throw new TrainingError("wrong_checkpoint", `${folder} is no run: ${runFiles.manifest} cannot be read`, { cause });
  });
  const manifest = parsed(text);
  if (manifest?.format === runFormat) return manifest;
  throw new TrainingError(
    "wrong_checkpoint",
    `${file} has the format ${String(manifest?.format)}; this program reads ${runFormat}`,
  );
}

/** The first of `BASE-1`, `BASE-2`, … that is not there; it is made, so that nobody else gets it too. */
export async function nextFolder(base: string): Promise<string> {
  await onDisk(base, () => mkdir(path.dirname(base), { recursive: true }));
  for (let n = 1; ; n++) {
    const folder = `${base}-${n}`;
    const isMade = await onDisk(folder, () => mkdir(folder)).then(
      () => true,
      (error: unknown) => {
        if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
        throw error;
      },
    );
    if (isMade) return folder;
  }
}

function opened(folder: string, manifest: RunManifest, log: MetricsLog, release: () => void): OpenRun {
  return {
    folder,
    manifest,
    log,
    write: (name, content) => {
      const file = path.join(folder, name);
      return onDisk(file, () => writeAtomically(file, content));
    },
    close: async () => {
      await log.close();
      release();
    },
  };
}

async function closedOnFailure<Result>(release: () => void, action: () => Promise<Result>): Promise<Result> {
  try {
    return await action();
  } catch (error) {
    release();
    throw error;
  }
}

function parsed(text: string): RunManifest | undefined {
  try {
    return JSON.parse(text) as RunManifest;
  } catch {
    return undefined;
  }
}

function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
