import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdir, open, readdir, rename, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { loadSpace } from "../../index/load-space.ts";
import { scanDriver } from "../../index/scan.ts";
import { writeStamp } from "../../index/snapshots/snapshot-stamp.ts";
import { openStore, type Store, type StoredSpace } from "../../store/store.ts";
import { manifestFile, writeManifest, type Manifest } from "./manifest.ts";

export interface BundleOptions {
  readonly store: Pick<Store, "copy">;
  /** Has to be empty, or not there. */
  readonly folder: string;
  readonly now: () => Date;
  /** Templates that lie in an index of the bundle, of all. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

const storeFile = "store.sqlite";

/**
 * All that is needed to answer from a gallery without changing it, as files that are read where they lie: a copy of the store,
 * an index a space, and what their bytes are. It is of one moment. What is erased afterwards is still in it: it has to be made
 * anew, and the old one deleted.
 *
 * @throws Error where the folder is not empty; Problem `store_damaged`, `storage_full`, `storage_failed`
 */
export async function makeBundle(options: BundleOptions): Promise<Manifest> {
  const { store, folder, now, onProgress = () => {}, signal = new AbortController().signal } = options;
  await mkdir(folder, { recursive: true, mode: 0o700 });
  if ((await readdir(folder)).length > 0) throw new Error(`${folder} is not empty`);
  await store.copy(join(folder, storeFile));
  // The indexes are made of the copy, and not of what the store has come to be meanwhile.
  const copy = openStore(join(folder, storeFile), now, { readOnly: true });
  try {
    const spaces = copy.everySpace().filter(({ templates }) => templates > 0);
    const total = spaces.reduce((sum, { templates }) => sum + templates, 0);
    const indexes: Manifest["indexes"] = [];
    let done = 0;
    for (const space of spaces) {
      const { id, modelId, dimension, templates } = space;
      const file = `space-${id}.scan`;
      onProgress(done, total);
      await writeIndex(copy, space, join(folder, file), signal);
      done += templates;
      indexes.push({ space: id, modelId, dimension, templates, file });
    }
    onProgress(done, total);
    const files: Manifest["files"] = {};
    for (const name of [storeFile, ...indexes.map(({ file }) => file)]) files[name] = await described(join(folder, name));
    const { identity, change } = copy;
    const manifest = { made: now().toISOString(), identity, change, store: storeFile, indexes, files };
    await writeLast(folder, writeManifest(manifest));
    return manifest;
  } finally {
    copy.close();
  }
}

async function writeIndex(copy: Store, space: StoredSpace, path: string, signal: AbortSignal): Promise<void> {
  const { id: spaceId, modelId, dimension, change } = space;
  const { create, files } = scanDriver({ codes: "f32", threads: 1 });
  const { index } = await loadSpace({ source: copy, spaceId, modelId, dimension, create, signal });
  try {
    await files.write(index, path, writeStamp({ epoch: copy.epoch, space: spaceId, modelId, dimension, change }));
  } finally {
    index.close();
  }
}

async function described(path: string): Promise<{ bytes: number; sha256: string }> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(path), hash);
  return { bytes: (await stat(path)).size, sha256: hash.digest("hex") };
}

/** There as a whole or not at all, also after a power cut. */
async function writeLast(folder: string, text: string): Promise<void> {
  const path = join(folder, manifestFile);
  await writeFile(`${path}.partial`, text, { flush: true });
  await rename(`${path}.partial`, path);
  const directory = await open(folder);
  await directory.sync().finally(() => directory.close());
}
