import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { mkdir, readdir, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Readable, Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { ReadableStream } from "node:stream/web";
import { setTimeout } from "node:timers/promises";
import { manifestFile, readManifest, type Manifest } from "./manifest.ts";

/** Reads a file of the bundle where it is kept. @throws Error if it cannot be had */
export type GetFile = (name: string) => Promise<Response>;

export interface FetchBundleOptions {
  readonly get: GetFile;
  /** Where bundles are kept; all but this one are deleted. */
  readonly folder: string;
  /** Milliseconds before a file is asked for again. */
  readonly pause?: number;
}

/** Times that a file is asked for. */
const tries = 3;

/**
 * Brings a bundle here, each file under its name only when all its bytes were found to be what the manifest says. What a
 * process before has brought is taken as it is.
 *
 * @returns the bundle's folder
 * @throws Error that names the file
 */
export async function fetchBundle({ get, folder, pause = 200 }: FetchBundleOptions): Promise<string> {
  const text = await again(pause, async () => (await get(manifestFile)).text());
  const manifest = readManifest(text);
  const name = createHash("sha256").update(text).digest("hex").slice(0, 16);
  const own = join(folder, name);
  await mkdir(own, { recursive: true, mode: 0o700 });
  // There is room for one: a bundle is most of what a function has.
  for (const other of await readdir(folder)) if (other !== name) await rm(join(folder, other), { recursive: true });
  await Promise.all(
    Object.entries(manifest.files).map(async ([file, expected]) => {
      const path = join(own, file);
      if (await stat(path).catch(() => undefined)) return;
      await again(pause, async () => bring(await get(file), path, expected));
    }),
  );
  await writeFile(join(own, manifestFile), text);
  return own;
}

async function bring(answer: Response, path: string, { bytes, sha256 }: Manifest["files"][string]): Promise<void> {
  if (!answer.body) throw new Error(`${path} has no body`);
  const hash = createHash("sha256");
  let size = 0;
  const measure = new Transform({
    transform: (chunk: Buffer, _, next) => {
      size += chunk.length;
      hash.update(chunk);
      // Not the whole of what is longer than it can be.
      next(size > bytes ? new Error(`it is longer than ${bytes} bytes`) : null, chunk);
    },
  });
  const partial = `${path}.partial`;
  await pipeline(Readable.fromWeb(answer.body as ReadableStream), measure, createWriteStream(partial));
  if (size !== bytes || hash.digest("hex") !== sha256) throw new Error(`${path} is not what ${manifestFile} says`);
  await rename(partial, path);
}

async function again<Result>(pause: number, work: () => Promise<Result>): Promise<Result> {
  for (let tried = 1; ; tried++) {
    try {
      return await work();
    } catch (error) {
      if (tried === tries) throw error;
      await setTimeout(pause * 2 ** (tried - 1));
    }
  }
}
