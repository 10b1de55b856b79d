import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";

/**
 * Keeps a second start out of a directory while the first one runs: it would give the running services new keys.
 *
 * @returns what gives the directory free again
 */
export async function lockDirectory(directory: string): Promise<() => Promise<void>> {
  const file = join(directory, "lock");
  for (;;) {
    try {
      await writeFile(file, String(process.pid), { flag: "wx" });
      return () => rm(file, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
    const holder = Number(await readFile(file, "utf8").catch(() => ""));
    if (holder && isAlive(holder)) throw new Error(`npm start already runs here, as process ${holder}`);
    await rm(file, { force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return pid !== process.pid;
  } catch {
    return false;
  }
}
