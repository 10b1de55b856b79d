import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { flatIndex } from "./flat.ts";
import type { ExactIndex } from "./exact-index.ts";
import { loadSpace } from "./load-space.ts";
import { seeded } from "./shortcut/nearby.fixture.ts";
import type { SnapshotFiles } from "./snapshots/snapshot-files.ts";
import { openSnapshots, type Snapshots } from "./snapshots/snapshots.ts";
import { fakeSource } from "./source.fixture.ts";

const dimension = 4;
const random = seeded(2);
const create = () => flatIndex({ dimension });
const never = new AbortController().signal;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "likeness-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const labelsOf = async (index: ExactIndex) => Array.from(await index.labels(), Number);

/** In memory, but for whether there is a file. */
function snapshots(): { snapshots: Snapshots; saved: () => ExactIndex } {
  const kept = new Map<string, { about: string; index: ExactIndex }>();
  const copy = async (index: ExactIndex) => {
    const made = create();
    const labels = await index.labels();
    await made.add(labels, await index.vectors(labels));
    return made;
  };
  const opened = openSnapshots({
    folder,
    onRefused: (_, reason) => {
      throw new Error(reason);
    },
    files: {
      write: async (index, path, about) => {
        kept.set(path, { about, index: await copy(index) });
        await import("node:fs/promises").then(({ writeFile }) => writeFile(path, ""));
      },
      about: async (path) => kept.get(path)!.about,
      open: async (path) => copy(kept.get(path)!.index),
      scrub: async (path, labels) => kept.get(path)!.index.remove(labels),
    } satisfies SnapshotFiles,
  });
  return { snapshots: opened, saved: () => [...kept.values()][0]!.index };
}

const stamp = (change: number) => ({ space: 1, modelId: "m@1", dimension, epoch: "e", change });
const ofSpace = { spaceId: 1, modelId: "m@1", dimension, create, signal: never };

describe("[REC2] an index is what the store says", () => {
  test("without a snapshot", async () => {
    const { source, add, labels } = fakeSource(dimension, random);
    for (let n = 0; n < 2_500; n++) add(1);
    add(2);
    const loaded = await loadSpace({ source, ...ofSpace });
    expect(await labelsOf(loaded.index)).toEqual(labels(1));
    expect(loaded).toMatchObject({ caughtUp: 2_500, dropped: 0 });
  });

  test("with one, whatever has changed since", async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(30), fc.array(fc.nat(40)), async (before, since) => {
        const { source, add, remove, labels } = fakeSource(dimension, random);
        for (let n = 0; n < before; n++) add(1);
        const { snapshots: kept } = snapshots();
        const { index } = await loadSpace({ source, ...ofSpace, snapshots: kept });
        await kept.save(index, stamp(before));
        for (const label of since) {
          if (labels(1).includes(label)) remove(1, label);
          else add(1);
        }
        const loaded = await loadSpace({ source, ...ofSpace, snapshots: kept });
        expect(await labelsOf(loaded.index)).toEqual(labels(1));
        const all = await loaded.index.labels();
        expect(await loaded.index.vectors(all)).toEqual(source.vectors(all, dimension));
        await kept.drop(1);
      }),
      { numRuns: 40 },
    );
  });

  test("and only what has changed is read from the store", async () => {
    const { source, add } = fakeSource(dimension, random);
    for (let n = 0; n < 50; n++) add(1);
    const { snapshots: kept } = snapshots();
    await kept.save((await loadSpace({ source, ...ofSpace })).index, stamp(50));
    add(1);
    expect(await loadSpace({ source, ...ofSpace, snapshots: kept })).toMatchObject({ caughtUp: 1, dropped: 0 });
  });

  test("also where something is erased while it is read", async () => {
    const { source, add, remove, labels } = fakeSource(dimension, random);
    for (let n = 0; n < 1_500; n++) add(1);
    const loading = loadSpace({ source, ...ofSpace });
    remove(1, 1_400);
    expect(await labelsOf((await loading).index)).toEqual(labels(1));
  });
});

test("[STO7] what was erased before a kill could take it out of the snapshot is taken out at the next start", async () => {
  const { source, add, remove } = fakeSource(dimension, random);
  for (let n = 0; n < 5; n++) add(1);
  const { snapshots: kept, saved } = snapshots();
  await kept.save((await loadSpace({ source, ...ofSpace })).index, stamp(5));
  remove(1, 3);
  expect(await loadSpace({ source, ...ofSpace, snapshots: kept })).toMatchObject({ dropped: 1 });
  expect(await labelsOf(saved())).toEqual([1, 2, 4, 5]);
});

test("what fails, or is given up, leaves no index behind", async () => {
  const { source, add } = fakeSource(dimension, random);
  for (let n = 0; n < 5; n++) add(1);
  let open = 0;
  const watched = () => {
    open++;
    return { ...create(), close: () => void open-- };
  };
  const stop = AbortSignal.abort(new Error("closing"));
  await expect(loadSpace({ source, ...ofSpace, create: watched, signal: stop })).rejects.toThrow("closing");
  const broken = {
    ...source,
    vectors: () => {
      throw new Error("damaged");
    },
  };
  await expect(loadSpace({ source: broken, ...ofSpace, create: watched })).rejects.toThrow("damaged");
  expect(open).toBe(0);
});
