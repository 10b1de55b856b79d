import fc from "fast-check";
import { setImmediate } from "node:timers/promises";
import { describe, expect, test, vi } from "vitest";
import { normalize, type UnitVector } from "@likeness/sdk/core";
import { flatIndex } from "./flat.ts";
import { liveIndexes } from "./live.ts";
import type { CreateIndex, VectorIndex } from "./port.ts";

const vector = normalize([1, 0]);

/** A store of vectors alone, by collection; every label has the same one. */
function fakeStore() {
  const collections = new Map<number, Map<number, UnitVector>>();
  const of = (id: number) => collections.get(id) ?? collections.set(id, new Map()).get(id)!;
  let reading = 0;
  const labels = vi.fn((id: number) => BigInt64Array.from([...of((reading = id)).keys()].toSorted((a, b) => a - b), BigInt));
  const vectors = (wanted: BigInt64Array) =>
    Float32Array.from([...wanted].flatMap((label) => [...of(reading).get(Number(label))!]));
  return { of, labels, store: { labels, vectors } };
}

async function labelsIn(index: VectorIndex): Promise<number[]> {
  const { hits } = await index.search(vector, 1000);
  return hits.map(({ label }) => label).toSorted((a, b) => a - b);
}

/** An index that takes its time over a change, and still makes them in order. */
const slowIndex: CreateIndex = (options) => {
  const index = flatIndex(options);
  let last: Promise<unknown> = Promise.resolve();
  const inOrder = (change: () => Promise<void>) => {
    const done = last.then(() => setImmediate()).then(change);
    last = done;
    return done;
  };
  return {
    get status() {
      return index.status;
    },
    add: (labels, vectors) => inOrder(() => index.add(labels, vectors)),
    remove: (labels) => inOrder(() => index.remove(labels)),
    search: index.search,
    close: index.close,
  };
};

describe("an index", () => {
  test("is made from the store when its collection is first searched, then kept", async () => {
    const { of, store, labels } = fakeStore();
    of(1).set(7, vector);
    const live = liveIndexes(store, flatIndex);
    const index = await live.open(1, 2);
    expect(await labelsIn(index)).toEqual([7]);
    expect(await live.open(1, 2)).toBe(index);
    expect(labels).toHaveBeenCalledOnce();
  });

  test("is made once for searches that come at the same time", async () => {
    const createIndex = vi.fn(slowIndex);
    const live = liveIndexes(fakeStore().store, createIndex);
    const [one, other] = await Promise.all([live.open(1, 2), live.open(1, 2)]);
    expect(one).toBe(other);
    expect(createIndex).toHaveBeenCalledExactlyOnceWith({ dimension: 2 });
  });

  test("follows what is added and removed", async () => {
    const { store } = fakeStore();
    const live = liveIndexes(store, flatIndex);
    const index = await live.open(1, 2);
    await live.added(1, 7, vector);
    await live.added(1, 8, vector);
    await live.removed(1, [7]);
    expect(await labelsIn(index)).toEqual([8]);
  });

  test("does not follow another collection", async () => {
    const live = liveIndexes(fakeStore().store, flatIndex);
    const [one, other] = await Promise.all([live.open(1, 2), live.open(2, 2)]);
    await live.added(1, 7, vector);
    expect([one.status.size, other.status.size]).toEqual([1, 0]);
  });

  test("is not made for a change: the next search reads it from the store", async () => {
    const { of, store } = fakeStore();
    const createIndex = vi.fn(flatIndex);
    const live = liveIndexes(store, createIndex);
    of(1).set(7, vector);
    await live.added(1, 7, vector);
    expect(createIndex).not.toHaveBeenCalled();
    expect(await labelsIn(await live.open(1, 2))).toEqual([7]);
  });

  test("has every change once, wherever its opening falls between them", async () => {
    const action = fc.oneof(
      fc.constant("open" as const),
      fc.constant("wait" as const),
      fc.record({ toggle: fc.integer({ min: 0, max: 4 }) }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(action, { maxLength: 30 }), async (actions) => {
        const { of, store } = fakeStore();
        const createIndex = vi.fn(slowIndex);
        const live = liveIndexes(store, createIndex);
        const begun: Promise<unknown>[] = [];
        for (const next of actions) {
          if (next === "open") begun.push(live.open(1, 2));
          else if (next === "wait") await setImmediate();
          else if (of(1).delete(next.toggle)) begun.push(live.removed(1, [next.toggle]));
          else {
            of(1).set(next.toggle, vector);
            begun.push(live.added(1, next.toggle, vector));
          }
        }
        await Promise.all(begun);
        expect(await labelsIn(await live.open(1, 2))).toEqual([...of(1).keys()].toSorted((a, b) => a - b));
        // One that had failed to follow would have been made anew.
        expect(createIndex).toHaveBeenCalledOnce();
      }),
    );
  });
});

describe("an index that fails", () => {
  const failingOnce = () =>
    vi.fn(flatIndex).mockImplementationOnce(() => {
      throw new Error("out of memory");
    });

  test("to follow a change is made anew; the change itself is stored, and no failure", async () => {
    const { of, store } = fakeStore();
    const live = liveIndexes(store, flatIndex);
    const first = await live.open(1, 2);
    await first.add(BigInt64Array.of(7n), vector);
    of(1).set(7, vector);
    await expect(live.added(1, 7, vector)).resolves.toBeUndefined();
    expect(first.status.size).toBe(0);
    const second = await live.open(1, 2);
    expect(second).not.toBe(first);
    expect(await labelsIn(second)).toEqual([7]);
  });

  test("to be made fails the search, and the next search tries again", async () => {
    const { of, store } = fakeStore();
    of(1).set(7, vector);
    const live = liveIndexes(store, failingOnce());
    await expect(live.open(1, 2)).rejects.toThrow("out of memory");
    expect(await labelsIn(await live.open(1, 2))).toEqual([7]);
  });

  test("to be made fails no change that came meanwhile", async () => {
    const live = liveIndexes(fakeStore().store, failingOnce());
    const opening = expect(live.open(1, 2)).rejects.toThrow("out of memory");
    await expect(live.added(1, 8, vector)).resolves.toBeUndefined();
    await opening;
  });

  test("to be filled is closed", async () => {
    const { of, store } = fakeStore();
    of(1).set(7, normalize([1, 2, 3]));
    const close = vi.fn();
    const live = liveIndexes(store, (options) => ({ ...flatIndex(options), close }));
    await expect(live.open(1, 2)).rejects.toThrow(RangeError);
    expect(close).toHaveBeenCalledOnce();
  });
});

test("closing frees every index, also one that is still being made", async () => {
  const { of, store } = fakeStore();
  for (const collection of [1, 2]) of(collection).set(7, vector);
  const live = liveIndexes(store, slowIndex);
  const made = await live.open(1, 2);
  const being = live.open(2, 2);
  await live.close();
  expect([made.status.size, (await being).status.size]).toEqual([0, 0]);
});
