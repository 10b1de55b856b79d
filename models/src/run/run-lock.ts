import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import { TrainingError } from "../training-error.ts";

/** Says that nobody else writes to a run folder. */
export interface RunLock {
  release(): void;
}

/**
 * Locks a run folder for this process. The lock is the operating system's, on a file that stays empty: SQLite knows how
 * to take one everywhere, and it goes with the process however that ends, so that no folder stays locked after a crash.
 *
 * @throws {TrainingError} `run_folder_in_use`
 */
export function lockRun(folder: string): RunLock {
  const database = new DatabaseSync(path.join(folder, "lock"), { timeout: 0 });
  try {
    database.exec("BEGIN EXCLUSIVE");
  } catch (cause) {
    database.close();
    if ((cause as { errcode?: number }).errcode !== sqliteBusy) throw cause;
    throw new TrainingError("run_folder_in_use", `${folder} is being written to by another training`, { cause });
  }
  return { release: () => database.close() };
}

const sqliteBusy = 5;
