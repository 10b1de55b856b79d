import { readFile } from "node:fs/promises";

/** The file's bytes, or nothing if there is no such file; every other failure is thrown. */
export async function readIfExists(file: string): Promise<Uint8Array | undefined> {
  try {
    return await readFile(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}
