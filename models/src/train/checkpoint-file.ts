import { readFile } from "node:fs/promises";
import { writeAtomically } from "../atomic-write.ts";
import { TrainingError } from "../training-error.ts";
import { decodeCheckpoint, encodeCheckpoint } from "./checkpoint-bytes.ts";
import type { Checkpoint } from "./checkpoint.ts";

/**
 * Puts a checkpoint in the place of the former one.
 *
 * @throws {TrainingError} `disk_failed` where the disk is full or refuses; the former file is then as it was
 */
export async function writeCheckpoint(file: string, checkpoint: Checkpoint): Promise<void> {
  const bytes = await encodeCheckpoint(checkpoint);
  try {
    await writeAtomically(file, bytes);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new TrainingError("disk_failed", `${file} could not be written: ${why}`, { cause });
  }
}

/** @throws {TrainingError} `wrong_checkpoint` where there is none, or one that cannot be used */
export async function readCheckpoint(file: string): Promise<Checkpoint> {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(file);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new TrainingError("wrong_checkpoint", `${file} could not be read: ${why}`, { cause });
  }
  return decodeCheckpoint(bytes, file);
}
