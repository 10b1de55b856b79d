import { open, readFile } from "node:fs/promises";
import { writeAtomically } from "../atomic-write.ts";
import { TrainingError } from "../training-error.ts";
import { onDisk } from "./disk.ts";
import type { MetricsLine } from "./metrics-line.ts";

/** Takes down what happens in a run, a line of JSON each. */
export interface MetricsLog {
  append(line: MetricsLine): Promise<void>;
  close(): Promise<void>;
}

/**
 * Opens a log to be continued.
 *
 * @throws {TrainingError} `disk_failed`, here and by `append`; half a line that a full disk leaves is passed over later
 */
export async function openLog(file: string): Promise<MetricsLog> {
  const handle = await onDisk(file, () => open(file, "a"));
  return {
    append: (line) =>
      onDisk(file, async () => {
        await handle.writeFile(`${JSON.stringify(line)}\n`);
        // Steps follow by the hundred and can be missed; an evaluation is what decisions are made by.
        if (line.kind !== "steps") await handle.sync();
      }),
    close: () => handle.close(),
  };
}

/**
 * The lines of a log. One that a crash cut off in the middle is left out if it is the last.
 *
 * @throws {TrainingError} `data_invalid`, naming file and line, for another that is no JSON
 */
export async function readLog(file: string): Promise<MetricsLine[]> {
  const lines = (await readFile(file, "utf8")).split("\n");
  // What follows the last newline was never finished.
  return lines.slice(0, -1).map((line, n) => {
    try {
      return JSON.parse(line) as MetricsLine;
    } catch (cause) {
      throw new TrainingError("data_invalid", `${file}:${n + 1} is no JSON`, { cause });
    }
  });
}

/** Takes out what came after a step: a run that goes on from its checkpoint does it again. */
export async function rewindLog(file: string, step: number): Promise<void> {
  const kept = (await readLog(file)).filter((line) => line.step <= step && line.kind !== "end");
  await onDisk(file, () => writeAtomically(file, kept.map((line) => `${JSON.stringify(line)}\n`).join("")));
}
