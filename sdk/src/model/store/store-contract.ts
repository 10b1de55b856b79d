// Test support: what every model store must do, whatever it keeps files in.

import { beforeEach, describe, expect, test } from "vitest";
import type { ModelStore } from "./model-store.ts";

/** A store under test, empty, that can be opened again as by another process or a page that was reloaded. */
export interface StoreBench {
  open(now: () => number): ModelStore;
  /** False where nothing outlives the store itself. */
  readonly isLasting: boolean;
}

const key = "a".repeat(64);
const other = "b".repeat(64);
const label = { name: "fixture", modelId: "fixture@0000000000000001" };
const file = Uint8Array.from({ length: 5_000 }, (_, i) => i % 251);
const hour = 3_600_000;

export function storeContract(name: string, fresh: () => Promise<StoreBench>): void {
  describe(`a model store in ${name}`, () => {
    let bench: StoreBench;
    let store: ModelStore;
    let clock: number;
    const append = (offset: number, bytes: Uint8Array<ArrayBuffer>, validator = '"1"') =>
      store.append(key, { label, validator, offset, bytes });

    beforeEach(async () => {
      bench = await fresh();
      clock = 1_000 * hour;
      store = bench.open(() => clock);
    });

    test("is empty at first", async () => {
      expect(await store.get(key)).toBeUndefined();
      expect(await store.part(key)).toBeUndefined();
      expect(await store.list()).toEqual([]);
    });

    test("gives back what was put, byte for byte, and lists whose it is", async () => {
      await store.put(key, label, file);
      expect(await store.get(key)).toEqual(file);
      expect(await store.list()).toEqual([{ key, ...label, bytes: 5_000, complete: true, lastUsed: clock }]);
    });

    test("holds what was put, not what becomes of the caller's bytes", async () => {
      const mine = file.slice();
      await store.put(key, label, mine);
      mine.fill(0);
      const given = await store.get(key);
      expect(given).toEqual(file);
      given!.fill(0);
      expect(await store.get(key)).toEqual(file);
    });

    test("a part of a larger buffer is kept as that part", async () => {
      await store.put(key, label, file.subarray(1_000, 1_010));
      expect(await store.get(key)).toEqual(file.slice(1_000, 1_010));
    });

    test("an empty file is a file", async () => {
      await store.put(key, label, new Uint8Array());
      expect(await store.get(key)).toEqual(new Uint8Array());
    });

    test("what is put again replaces what was there", async () => {
      await store.put(key, label, file);
      const next = { name: "fixture", modelId: "fixture@0000000000000002" };
      await store.put(key, next, Uint8Array.of(1));
      expect(await store.get(key)).toEqual(Uint8Array.of(1));
      expect(await store.list()).toMatchObject([{ ...next, bytes: 1 }]);
    });

    test("a use is noted, to the hour", async () => {
      await store.put(key, label, file);
      clock += hour / 2;
      await store.get(key);
      expect(await store.list()).toMatchObject([{ lastUsed: 1_000 * hour }]);
      clock += hour;
      await store.get(key);
      expect(await store.list()).toMatchObject([{ lastUsed: clock }]);
    });

    test("parts add up, and are no file", async () => {
      expect(await append(0, file.slice(0, 10))).toBe(true);
      expect(await append(10, file.slice(10, 2_000))).toBe(true);
      expect(await append(2_000, file.slice(2_000, 2_001))).toBe(true);
      expect(await store.part(key)).toEqual({ bytes: file.slice(0, 2_001), validator: '"1"' });
      expect(await store.get(key)).toBeUndefined();
      expect(await store.list()).toEqual([{ key, ...label, bytes: 2_001, complete: false, lastUsed: clock }]);
    });

    test.each([
      [9, "overlaps"],
      [11, "leaves a gap"],
    ])("a part that begins at %d of 10 %s: it is refused, and nothing is lost", async (offset) => {
      await append(0, file.slice(0, 10));
      expect(await append(offset, file.slice(offset, 20))).toBe(false);
      expect(await store.part(key)).toEqual({ bytes: file.slice(0, 10), validator: '"1"' });
    });

    test("a part without those before it is refused", async () => {
      expect(await append(10, file.slice(10, 20))).toBe(false);
      expect(await store.part(key)).toBeUndefined();
    });

    test("a part of another file under the same key is refused", async () => {
      await append(0, file.slice(0, 10));
      expect(await append(10, file.slice(10, 20), '"2"')).toBe(false);
    });

    test("a part from the beginning begins anew", async () => {
      await append(0, file.slice(0, 10));
      await append(10, file.slice(10, 20));
      expect(await append(0, file.slice(0, 5), '"2"')).toBe(true);
      expect(await store.part(key)).toEqual({ bytes: file.slice(0, 5), validator: '"2"' });
    });

    test("a file that is held is not given up for a part of it", async () => {
      await store.put(key, label, file);
      expect(await append(0, file.slice(0, 10))).toBe(false);
      expect(await store.get(key)).toEqual(file);
    });

    test("the whole file takes the place of its parts", async () => {
      await append(0, file.slice(0, 10));
      await store.put(key, label, file);
      expect(await store.part(key)).toBeUndefined();
      expect(await store.get(key)).toEqual(file);
      expect(await store.list()).toMatchObject([{ complete: true, bytes: 5_000 }]);
    });

    test("deleting takes a file and its parts, and no other", async () => {
      await append(0, file.slice(0, 10));
      await store.put(other, label, file);
      await store.delete(key);
      expect(await store.part(key)).toBeUndefined();
      expect(await store.list()).toMatchObject([{ key: other }]);
      await store.delete(other);
      expect(await store.get(other)).toBeUndefined();
      expect(await store.list()).toEqual([]);
    });

    test("deleting what is not there is no error", async () => {
      await expect(store.delete(key)).resolves.toBeUndefined();
    });

    test("several at once do not disturb each other", async () => {
      const keys = ["c", "d", "e"].map((letter) => letter.repeat(64));
      await Promise.all(keys.map((each, n) => store.put(each, label, file.slice(n))));
      expect(await Promise.all(keys.map((each) => store.get(each)))).toEqual(keys.map((_, n) => file.slice(n)));
    });

    test("two that write the same at once leave one whole", async () => {
      const second = bench.isLasting ? bench.open(() => clock) : store;
      await Promise.all([store, second, store, second].map((each) => each.put(key, label, file)));
      expect(await second.get(key)).toEqual(file);
      expect(await store.list()).toHaveLength(1);
    });

    test("what was kept is there when it is opened again", async () => {
      if (!bench.isLasting) return;
      await store.put(other, label, file);
      await append(0, file.slice(0, 10));
      const again = bench.open(() => clock);
      expect(await again.get(other)).toEqual(file);
      expect(await again.part(key)).toEqual({ bytes: file.slice(0, 10), validator: '"1"' });
      expect(await again.list()).toHaveLength(2);
    });
  });
}
