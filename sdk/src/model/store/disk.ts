import { randomUUID } from "node:crypto";
import { mkdir, open, readdir, readFile, rename, rm, stat } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import type { ModelStore } from "./model-store.ts";
import { shelfStore } from "./shelf-store.ts";

export interface DiskOptions {
  /** Made when the first file is written; {@link storeDirectory} by default. */
  readonly directory?: string;
  readonly now?: () => number;
}

/**
 * Keeps models in a directory. Several processes may use the same: a file is written beside its place and renamed
 * into it, so a reader sees all of it or none.
 */
export function diskStore({ directory = storeDirectory(), now = Date.now }: DiskOptions = {}): ModelStore {
  return shelfStore(
    {
      name: directory,
      read: (name) => unlessAbsent(async () => new Uint8Array(await readFile(join(directory, name)))),
      write: async (name, bytes) => {
        await mkdir(directory, { recursive: true });
        await writeDurably(directory, name, bytes);
      },
      remove: (name) => rm(join(directory, name), { force: true }),
      names: async () => {
        const names = (await unlessAbsent(() => readdir(directory))) ?? [];
        await Promise.all(names.filter(isTemporary).map((name) => removeIfLeft(join(directory, name), now())));
        return names.filter((name) => !isTemporary(name));
      },
    },
    now,
  );
}

/** `LIKENESS_STORE`, else the user's cache directory (XDG Base Directory Specification; Library/Caches; LOCALAPPDATA). */
export function storeDirectory(
  environment: Readonly<Record<string, string | undefined>> = process.env,
  platform: NodeJS.Platform = process.platform,
): string {
  const { LIKENESS_STORE, XDG_CACHE_HOME, LOCALAPPDATA } = environment;
  if (LIKENESS_STORE) return LIKENESS_STORE;
  if (XDG_CACHE_HOME) return join(XDG_CACHE_HOME, "likeness", "models");
  if (platform === "win32" && LOCALAPPDATA) return join(LOCALAPPDATA, "likeness", "models");
  const caches = platform === "darwin" ? join("Library", "Caches") : ".cache";
  return join(homedir(), caches, "likeness", "models");
}

async function writeDurably(directory: string, name: string, bytes: Uint8Array): Promise<void> {
  const temporary = join(directory, `${name}.${randomUUID()}.tmp`);
  try {
    const file = await open(temporary, "wx");
    try {
      await file.writeFile(bytes);
      // Before the rename: a name that is durable before its bytes are would be an empty file after a power cut.
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, join(directory, name));
    await syncDirectory(directory);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

/** Makes the rename itself durable. Windows cannot open a directory, and needs not to. */
async function syncDirectory(directory: string): Promise<void> {
  if (process.platform === "win32") return;
  const handle = await open(directory, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

const isTemporary = (name: string) => name.endsWith(".tmp");

/** No write takes this long, in milliseconds: what is older was left by a process that was killed. */
const longestWrite = 3_600_000;

async function removeIfLeft(path: string, now: number): Promise<void> {
  const found = await unlessAbsent(() => stat(path));
  if (found && now - found.mtimeMs > longestWrite) await rm(path, { force: true });
}

async function unlessAbsent<Result>(read: () => Promise<Result>): Promise<Result | undefined> {
  try {
    return await read();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}
