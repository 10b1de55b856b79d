import { mkdirSync } from "node:fs";
import { open, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { ExactIndex } from "../exact-index.ts";
import { inOrder } from "../in-order.ts";
import type { SnapshotFiles } from "./snapshot-files.ts";
import { readStamp, writeStamp, type ExpectedStamp, type SnapshotStamp } from "./snapshot-stamp.ts";

/** One file a space, in one folder. What is done with a space's file is done one after the other. */
export interface Snapshots {
  /** The index as it was saved; undefined: there is none, or it was refused: [REC3]. */
  load(expected: ExpectedStamp): Promise<ExactIndex | undefined>;
  save(index: ExactIndex, stamp: SnapshotStamp): Promise<void>;
  /**
   * Takes these out of the file, if there is one: [STO7]. A file that they cannot be taken out of is deleted.
   *
   * @throws if it cannot be deleted either
   */
  scrub(spaceId: number, labels: BigInt64Array): Promise<void>;
  drop(spaceId: number): Promise<void>;
  /** Deletes what a writing that was cut off has left. */
  sweep(): Promise<void>;
}

export interface SnapshotsOptions {
  readonly folder: string;
  readonly files: SnapshotFiles;
  /** Told of a snapshot that is not taken, and why. */
  readonly onRefused: (file: string, reason: string) => void;
}

const extension = ".scan";

export function openSnapshots({ folder, files, onRefused }: SnapshotsOptions): Snapshots {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const nameOf = (spaceId: number) => `space-${spaceId}${extension}`;
  const turns = new Map<number, ReturnType<typeof inOrder>>();
  const turnOf = (spaceId: number) => turns.get(spaceId) ?? turns.set(spaceId, inOrder()).get(spaceId)!;

  async function isThere(name: string): Promise<boolean> {
    return (await readdir(folder)).includes(name);
  }

  /** Gone also after a power cut. */
  async function remove(name: string): Promise<void> {
    await rm(join(folder, name), { force: true });
    const directory = await open(folder);
    await directory.sync().finally(() => directory.close());
  }

  return {
    load: (expected) =>
      turnOf(expected.space)(async () => {
        const name = nameOf(expected.space);
        if (!(await isThere(name))) return undefined;
        const path = join(folder, name);
        try {
          const stamp = readStamp(await files.about(path), expected);
          if (!("refused" in stamp)) return await files.open(path, expected.dimension);
          onRefused(name, stamp.refused);
        } catch (error) {
          onRefused(name, error instanceof Error ? error.message : String(error));
        }
        return undefined;
      }),

    save: (index, stamp) =>
      turnOf(stamp.space)(() => files.write(index, join(folder, nameOf(stamp.space)), writeStamp(stamp))),

    scrub: (spaceId, labels) =>
      turnOf(spaceId)(async () => {
        const name = nameOf(spaceId);
        if (labels.length === 0 || !(await isThere(name))) return;
        await files.scrub(join(folder, name), labels).catch(() => remove(name));
      }),

    drop: (spaceId) => turnOf(spaceId)(() => remove(nameOf(spaceId))),

    sweep: async () => {
      for (const name of await readdir(folder)) if (!name.endsWith(extension)) await remove(name);
    },
  };
}
