import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { openSnapshot, readSnapshotAbout } from "@likeness/scan";
import type { ExactIndex } from "../../index/exact-index.ts";
import { scanIndex } from "../../index/scan.ts";
import { readStamp } from "../../index/snapshots/snapshot-stamp.ts";
import { openStore, type Store } from "../../store/store.ts";
import { manifestFile, readManifest, type Manifest } from "./manifest.ts";

export interface OpenBundleOptions {
  readonly folder: string;
  /**
   * The files are known to be what was written: their digests were looked at, or they are of an image or a layer, whose digest
   * was. Else every vector is read once to be checked. Rows of the store are checked whenever they are read, in any case.
   */
  readonly trusted: boolean;
  /** That may work on one search. */
  readonly threads: number;
  readonly now: () => Date;
}

export interface OpenedBundle {
  readonly manifest: Manifest;
  readonly store: Store;
  /** By space. */
  readonly indexes: ReadonlyMap<number, ExactIndex>;
  close(): void;
}

/**
 * Opens what `makeBundle` has written, where it lies; the files must be left as they are meanwhile.
 *
 * @throws Error that names the file, and says what is wrong with it; Problem `store_damaged`
 */
export async function openBundle({ folder, trusted, threads, now }: OpenBundleOptions): Promise<OpenedBundle> {
  const manifest = readManifest(await readFile(join(folder, manifestFile), "utf8"));
  await Promise.all(Object.entries(manifest.files).map(([name, { bytes }]) => assertSize(folder, name, bytes)));
  const store = openStore(join(folder, manifest.store), now, { readOnly: true });
  const indexes = new Map<number, ExactIndex>();
  const close = () => {
    for (const index of indexes.values()) index.close();
    store.close();
  };
  try {
    assertStore(store, manifest);
    for (const entry of manifest.indexes) {
      indexes.set(entry.space, await openIndex({ store, entry, path: join(folder, entry.file), trusted, threads }));
    }
    return { manifest, store, indexes, close };
  } catch (error) {
    close();
    throw error;
  }
}

async function assertSize(folder: string, name: string, bytes: number): Promise<void> {
  const { size } = await stat(join(folder, name));
  if (size !== bytes) throw new Error(`${name} has ${size} bytes, not ${bytes}`);
}

function assertStore(store: Store, manifest: Manifest): void {
  const { store: file, identity, change, indexes } = manifest;
  if (store.identity !== identity || store.change !== change) throw new Error(`${file} is not the store of this bundle`);
  const there = new Set(indexes.map(({ space }) => space));
  const lacking = store.everySpace().find(({ id, templates }) => templates > 0 && !there.has(id));
  if (lacking) throw new Error(`${manifestFile} has no index of space ${lacking.id}`);
}

interface Opening {
  readonly store: Store;
  readonly entry: Manifest["indexes"][number];
  readonly path: string;
  readonly trusted: boolean;
  readonly threads: number;
}

async function openIndex({ store, entry, path, trusted, threads }: Opening): Promise<ExactIndex> {
  const { space, modelId, dimension, file } = entry;
  const stored = store.space(space);
  if (!stored) throw new Error(`${file} is of a space that the store does not have`);
  const { about, size } = await readSnapshotAbout(path);
  const { hasMade } = store;
  const stamp = readStamp(about, { space, modelId: stored.modelId, dimension: stored.dimension, hasMade });
  if ("refused" in stamp) throw new Error(`${file}: ${stamp.refused}`);
  const isWhole = modelId === stored.modelId && dimension === stored.dimension && size === stored.templates;
  if (!isWhole || stamp.change !== stored.change) throw new Error(`${file} is not the index of space ${space} as it is`);
  return scanIndex(await openSnapshot(path, { mapped: true, trusted, threads }));
}
