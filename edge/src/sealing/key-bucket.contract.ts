import { beforeEach, describe, expect, test } from "vitest";
import type { KeyBucket, WrappedKey } from "./key-bucket.ts";

/** What every bucket of wrapped keys has to do. */
export function keyBucketContract(driver: string, create: () => KeyBucket): void {
  describe(`${driver} as a bucket of wrapped keys`, () => {
    const key = (version: number): WrappedKey => ({ version, wrapped: crypto.getRandomValues(new Uint8Array(61)) });
    let bucket: KeyBucket;
    let name: string;

    beforeEach(() => {
      bucket = create();
      name = `${crypto.randomUUID()}/key`;
    });

    test("knows nothing of a name that nobody has created", async () => {
      expect(await bucket.get(name)).toBeUndefined();
    });

    test("gives back what was created, byte for byte", async () => {
      const first = key(7);
      expect(await bucket.create(name, first)).toBe(true);
      expect(await bucket.get(name)).toEqual({ ...first, etag: expect.any(String) });
    });

    test("creates a name once", async () => {
      const first = key(1);
      await bucket.create(name, first);
      expect(await bucket.create(name, key(2))).toBe(false);
      expect(await bucket.get(name)).toMatchObject(first);
    });

    test("of many who create a name at once, one does", async () => {
      const keys = Array.from({ length: 8 }, (_, i) => key(i + 1));
      const created = await Promise.all(keys.map((key) => bucket.create(name, key)));
      expect(created.filter(Boolean)).toHaveLength(1);
      expect(await bucket.get(name)).toMatchObject(keys[created.indexOf(true)]!);
    });

    test("replaces what bears the etag", async () => {
      await bucket.create(name, key(1));
      const { etag } = (await bucket.get(name))!;
      const second = key(2);
      expect(await bucket.replace(name, second, etag)).toBe(true);
      const after = (await bucket.get(name))!;
      expect(after).toMatchObject(second);
      expect(after.etag).not.toBe(etag);
    });

    test("[SEAL5] does not replace what has changed since the etag was read", async () => {
      await bucket.create(name, key(1));
      const { etag } = (await bucket.get(name))!;
      const second = key(2);
      await bucket.replace(name, second, etag);
      expect(await bucket.replace(name, key(3), etag)).toBe(false);
      expect(await bucket.get(name)).toMatchObject(second);
    });

    test("[SEAL5] does not bring back what was deleted since the etag was read", async () => {
      await bucket.create(name, key(1));
      const { etag } = (await bucket.get(name))!;
      await bucket.delete(name);
      expect(await bucket.replace(name, key(2), etag)).toBe(false);
      expect(await bucket.get(name)).toBeUndefined();
    });

    test("deletes, and deletes again", async () => {
      await bucket.create(name, key(1));
      await bucket.delete(name);
      await bucket.delete(name);
      expect(await bucket.get(name)).toBeUndefined();
      expect(await bucket.create(name, key(2))).toBe(true);
    });

    test("lists every name with its version, a page at a time", async () => {
      const names = Array.from({ length: 5 }, (_, i) => `${name}-${i}`);
      for (const [i, name] of names.entries()) await bucket.create(name, key(i + 1));
      const listed = new Map<string, number>();
      let cursor: string | undefined;
      do {
        const page = await bucket.page(cursor);
        for (const { name, version } of page.keys) {
          expect(listed.has(name)).toBe(false);
          listed.set(name, version);
        }
        cursor = page.cursor;
      } while (cursor !== undefined);
      expect(names.map((name) => listed.get(name))).toEqual([1, 2, 3, 4, 5]);
    });
  });
}
