import { mkdtempSync, rmSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { flatIndex } from "./flat.ts";
import type { ExactIndex } from "./exact-index.ts";
import { liveIndexes, type IndexEvent, type LiveIndexesOptions } from "./live-indexes.ts";
import { nearby, randomVector, seeded } from "./shortcut/nearby.fixture.ts";
import { openSnapshots } from "./snapshots/snapshots.ts";
import { fakeSource } from "./source.fixture.ts";

const dimension = 4;
const random = seeded(9);
const probe = randomVector(dimension, random);
const modelOf = () => ({ dimension, similarity: 0.9 });

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "likeness-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

function opened(changes: Partial<LiveIndexesOptions> = {}) {
  const store = fakeSource(dimension, random);
  const events: IndexEvent[] = [];
  const { source } = store;
  const live = liveIndexes({
    source,
    create: () => flatIndex({ dimension }),
    modelOf,
    onEvent: (event) => events.push(event),
    ...changes,
  });
  return {
    ...store,
    live,
    events,
    /** A commit, and what follows it in the same turn. */
    enrol: (spaceId: number) => {
      const { label, vector } = store.add(spaceId);
      const rows = { spaceId, labels: BigInt64Array.of(BigInt(label)), vectors: vector };
      return live.committed({ added: [rows], removed: [] });
    },
    erase: (spaceId: number, label: number) => {
      store.remove(spaceId, label);
      return live.committed({ added: [], removed: [{ spaceId, labels: BigInt64Array.of(BigInt(label)) }] });
    },
    dropSpace: (spaceId: number) => {
      const labels = BigInt64Array.from(store.labels(spaceId), BigInt);
      store.drop(spaceId);
      return live.committed({ added: [], removed: [{ spaceId, labels }] });
    },
  };
}

async function found(live: ReturnType<typeof liveIndexes>, spaceId: number): Promise<number[]> {
  const { hits } = await (await live.open(spaceId)).search(probe, 1_000);
  return hits.map(({ label }) => label).toSorted((a, b) => a - b);
}

describe("[IDX1] an index", () => {
  test("is made from the store when it is first asked for, once, and then kept", async () => {
    const { live, add, events } = opened();
    add(1);
    const [one, other] = await Promise.all([live.open(1), live.open(1)]);
    expect(one).toBe(other);
    expect(await live.open(1)).toBe(one);
    expect(events).toEqual([{ event: "loaded", spaceId: 1, size: 1, fromStore: 1 }]);
  });

  test("sees each change once, whenever it was opened, and each space its own", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ space: fc.integer({ min: 1, max: 2 }), what: fc.nat(30), open: fc.boolean() })),
        async (steps) => {
          const { live, enrol, erase, labels, add } = opened();
          add(1);
          add(2);
          const waited: Promise<unknown>[] = [];
          for (const { space, what, open } of steps) {
            if (open) waited.push(live.open(space));
            const there = labels(space);
            if (what < 10 && there.length > 1) waited.push(erase(space, there[what % there.length]!));
            else waited.push(enrol(space));
          }
          await Promise.all(waited);
          for (const space of [1, 2]) expect(await found(live, space)).toEqual(labels(space));
          await live.close();
        },
      ),
      { numRuns: 60 },
    );
  });

  test("is not made for a space that is not there, and that is asked again", async () => {
    const { live, add } = opened();
    await expect(live.open(1)).rejects.toThrow("no space 1");
    add(1);
    expect(await found(live, 1)).toEqual([1]);
  });

  test("that fails to follow is made anew from the store, and the change is not refused", async () => {
    const broken = { ...flatIndex({ dimension }), add: () => Promise.reject(new Error("out of memory")) };
    const made: ExactIndex[] = [flatIndex({ dimension }), flatIndex({ dimension })];
    const { live, enrol, add, labels, events } = opened({ create: () => made.shift()! });
    add(1);
    const space = await live.open(1);
    vi.spyOn(space, "added").mockImplementation(broken.add);
    await enrol(1);
    expect(events.at(-1)).toMatchObject({ event: "failed", spaceId: 1, at: "following" });
    expect(await found(live, 1)).toEqual(labels(1));
  });
});

describe("a search", () => {
  const labelsFound = async (search: Promise<{ hits: readonly { label: number }[] }>) =>
    (await search).hits.map(({ label }) => label).toSorted((a, b) => a - b);

  test("in an index that is let go of meanwhile is made in the one after it", async () => {
    const made: ExactIndex[] = [];
    const create = () => {
      const index = flatIndex({ dimension });
      made.push(index);
      return index;
    };
    const { live, enrol, add, labels } = opened({ create });
    add(1);
    const space = await live.open(1);
    vi.spyOn(space, "added").mockRejectedValue(new Error("out of memory"));
    vi.spyOn(space, "search").mockImplementation(async () => {
      await enrol(1);
      throw new Error("closed");
    });
    expect(await labelsFound(live.search(1, probe, 9))).toEqual(labels(1));
    expect(made).toHaveLength(2);
  });

  test("in a space that goes meanwhile finds nobody, and is no failure", async () => {
    const { live, add, dropSpace } = opened();
    add(1);
    const space = await live.open(1);
    vi.spyOn(space, "search").mockImplementation(async () => {
      await dropSpace(1);
      throw new Error("closed");
    });
    expect(await live.search(1, probe, 9)).toMatchObject({ hits: [], compared: 0, status: { exact: true } });
  });

  test("that fails of itself says so", async () => {
    const { live, add } = opened();
    add(1);
    const space = await live.open(1);
    vi.spyOn(space, "search").mockRejectedValue(new Error("out of memory"));
    await expect(live.search(1, probe, 9)).rejects.toThrow("out of memory");
  });
});

describe("snapshots", () => {
  const kept = new Map<string, { about: string; labels: bigint[] }>();
  beforeEach(() => kept.clear());

  const snapshots = () =>
    openSnapshots({
      folder,
      onRefused: () => {},
      files: {
        write: async (index, path, about) => {
          kept.set(path, { about, labels: [...(await index.labels())] });
          await writeFile(path, "");
        },
        about: async (path) => kept.get(path)!.about,
        open: async (path) => {
          const index = flatIndex({ dimension });
          const { labels } = kept.get(path)!;
          await index.add(BigInt64Array.from(labels), new Float32Array(labels.length * dimension).fill(0.5));
          return index;
        },
        scrub: async (path, labels) => {
          const file = kept.get(path)!;
          file.labels = file.labels.filter((label) => !labels.includes(label));
        },
      },
    });

  test("[REC1] are written of what has changed much, and of all at the end", async () => {
    const { live, add, enrol, events } = opened({ snapshots: snapshots() });
    for (let n = 0; n < 100; n++) add(1);
    await live.open(1);
    await live.tend();
    await enrol(1);
    await live.tend();
    await live.tend({ saveAll: true });
    await live.tend({ saveAll: true });
    const saved = events.filter(({ event }) => event === "saved");
    expect(saved).toEqual([100, 101].map((size) => ({ event: "saved", spaceId: 1, size })));
  });

  test("[STO7] what is removed is out of them when that is answered", async () => {
    const { live, add, erase } = opened({ snapshots: snapshots() });
    for (let n = 0; n < 10; n++) add(1);
    await live.open(1);
    await live.tend({ saveAll: true });
    const [file] = kept.values();
    expect(file!.labels).toContain(4n);
    await erase(1, 4);
    expect(file!.labels).not.toContain(4n);
  });

  test("[STO7] so it is when no index is open", async () => {
    const { live, add, erase } = opened({ snapshots: snapshots() });
    for (let n = 0; n < 3; n++) add(1);
    kept.set(join(folder, "space-1.scan"), { about: "", labels: [1n, 2n, 3n] });
    await writeFile(join(folder, "space-1.scan"), "");
    await erase(1, 2);
    expect(kept.get(join(folder, "space-1.scan"))!.labels).toEqual([1n, 3n]);
    await live.close();
  });

  test("one that cannot be written is told of, and searches go on", async () => {
    const failing = snapshots();
    vi.spyOn(failing, "save").mockRejectedValue(new Error("disk full"));
    const { live, add, events } = opened({ snapshots: failing });
    add(1);
    await live.open(1);
    await live.tend({ saveAll: true });
    expect(events.at(-1)).toMatchObject({ event: "failed", at: "saving" });
    expect(await found(live, 1)).toEqual([1]);
  });
});

describe("short cuts", () => {
  test("are looked for again when a space has grown to twice of what it was", async () => {
    const create = vi.fn(async () => nearby(dimension));
    const policy = { patience: -1, gain: 0, floor: 0, probes: 20 };
    const { live, add, enrol, events } = opened({ shortcuts: { create, policy, clock: () => 0, random } });
    for (let n = 0; n < 20; n++) add(1);
    await live.open(1);
    await live.tend();
    await live.tend();
    expect(create).toHaveBeenCalledOnce();
    for (let n = 0; n < 20; n++) await enrol(1);
    await live.tend();
    expect(create).toHaveBeenCalledTimes(2);
    expect(events.at(-1)).toMatchObject({ event: "improved", outcome: "used" });
    expect(live.statuses().get(1)).toMatchObject({ exact: false });
  });
});

test("closing lets go of every index, also of one that is still being made", async () => {
  let open = 0;
  const create = () => {
    open++;
    return { ...flatIndex({ dimension }), close: () => void open-- };
  };
  const { live, add } = opened({ create });
  add(1);
  for (let n = 0; n < 3_000; n++) add(2);
  await live.open(1);
  const being = live.open(2).catch((error: Error) => error.message);
  await live.close();
  expect(open).toBe(0);
  expect(await being).toBe("the indexes are being closed");
});
