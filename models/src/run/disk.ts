import { TrainingError } from "../training-error.ts";

/** What a disk says when it is full, over a quota, broken, or not to be written to. */
const refusals = new Set(["ENOSPC", "EDQUOT", "EFBIG", "EIO", "EROFS", "EACCES", "EPERM", "EMFILE", "ENFILE"]);

/**
 * Does something to a file.
 *
 * @throws {TrainingError} `disk_failed`, naming the file, where the disk refuses
 */
export async function onDisk<Result>(file: string, action: () => Promise<Result>): Promise<Result> {
  try {
    return await action();
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    if (code === undefined || !refusals.has(code)) throw cause;
    const why = code === "ENOSPC" ? "the disk is full" : message;
    throw new TrainingError("disk_failed", `${file} could not be written: ${why}`, { cause });
  }
}
