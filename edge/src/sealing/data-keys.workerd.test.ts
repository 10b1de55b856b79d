import { env } from "cloudflare:workers";
import { runInDurableObject } from "cloudflare:test";
import { describe, expect, test } from "vitest";
import { toBase64Url } from "@likeness/sdk/core";
import { createDataKeys, type DataKeys } from "./data-keys.ts";
import { memoryKeyBucket } from "./drivers/memory.ts";
import type { KeyBucket } from "./key-bucket.ts";
import { parseSealingSecrets } from "./sealing-secrets.ts";

const newSecret = () => toBase64Url(crypto.getRandomValues(new Uint8Array(32)));
const [first, second] = [newSecret(), newSecret()];

interface Room {
  readonly bucket: KeyBucket;
  readonly sql: SqlStorage;
  /** The keys as an object has them that has just woken up. */
  awoken(by?: (bucket: KeyBucket) => KeyBucket, secrets?: Record<number, string>): DataKeys;
}

function inObject(work: (room: Room) => Promise<void>) {
  const stub = env.SUBJECTS.get(env.SUBJECTS.idFromName(crypto.randomUUID()));
  return runInDurableObject(stub, (_, { storage, id }) => {
    const bucket = memoryKeyBucket();
    const awoken: Room["awoken"] = (by = (bucket) => bucket, secrets = { 1: first }) =>
      createDataKeys({
        storage,
        bucket: by(bucket),
        secrets: () => parseSealingSecrets(JSON.stringify(secrets)),
        objectId: id.toString(),
      });
    return work({ bucket, sql: storage.sql, awoken });
  });
}

const names = async (bucket: KeyBucket) => (await bucket.page()).keys.map(({ name }) => name);
const down = () => Promise.reject(new Error("no route to the bucket"));
const refused = (code: string) => expect.objectContaining({ code });

const iv = new Uint8Array(12);
const closed = (key: CryptoKey) => crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, new Uint8Array([1, 2, 3]));
const opens = (key: CryptoKey, box: ArrayBuffer) =>
  crypto.subtle.decrypt({ name: "AES-GCM", iv }, key, box).then(
    () => true,
    () => false,
  );

describe("a data key", () => {
  test("[SEAL2] lies wrapped in the bucket, and its id alone in the object", async () => {
    await inObject(async ({ awoken, bucket, sql }) => {
      const { id, key } = await awoken().make(undefined);
      const [name, ...others] = await names(bucket);
      expect(others).toEqual([]);
      expect(name).toMatch(new RegExp(`^[0-9a-f]{64}/${id}$`));
      expect(sql.exec("SELECT * FROM data_keys").toArray()).toEqual([{ id, lost: 0 }]);
      expect(key.extractable).toBe(false);
      expect(await opens(await awoken().open(id), await closed(key))).toBe(true);
    });
  });

  test("[ENR5] has its row before it is asked for in the bucket", async () => {
    await inObject(async ({ awoken, sql }) => {
      let rows = 0;
      const keys = awoken((bucket) => ({
        ...bucket,
        create: (name, key) => {
          rows = sql.exec("SELECT * FROM data_keys").toArray().length;
          return bucket.create(name, key);
        },
      }));
      await keys.make(undefined);
      expect(rows).toBe(1);
    });
  });

  test("is one for all who make it at the same time, in one object and in one that was stopped meanwhile", async () => {
    await inObject(async ({ awoken, bucket }) => {
      const [keys, restarted] = [awoken(), awoken()];
      const made = await Promise.all([keys, keys, restarted].map((keys) => keys.make(undefined)));
      const box = await closed(made[0]!.key);
      for (const { id, key } of made) {
        expect(id).toBe(made[0]!.id);
        expect(await opens(key, box)).toBe(true);
      }
      expect(await names(bucket)).toHaveLength(1);
    });
  });

  test("is another one than the one in use", async () => {
    await inObject(async ({ awoken, bucket }) => {
      const keys = awoken();
      const used = await keys.make(undefined);
      const spare = await keys.make(used.id);
      expect(spare.id).not.toBe(used.id);
      expect(await opens(spare.key, await closed(used.key))).toBe(false);
      expect((await keys.make(used.id)).id).toBe(spare.id);
      expect(await names(bucket)).toHaveLength(2);
    });
  });

  test.each<[string, (bucket: KeyBucket) => KeyBucket]>([
    ["before the bucket had it", (bucket) => ({ ...bucket, create: down })],
    [
      "after the bucket had it",
      (bucket) => ({ ...bucket, create: (name, key) => bucket.create(name, key).then(down) }),
    ],
  ])("[ENR5] that was interrupted %s is made whole by the next who needs one", async (_, by) => {
    await inObject(async ({ awoken, bucket, sql }) => {
      await expect(awoken(by).make(undefined)).rejects.toThrow(refused("keys_unavailable"));
      const { id, key } = await awoken().make(undefined);
      expect(sql.exec("SELECT id FROM data_keys").toArray()).toEqual([{ id }]);
      expect(await names(bucket)).toHaveLength(1);
      expect(await opens(await awoken().open(id), await closed(key))).toBe(true);
    });
  });

  test("is got from the bucket once, however many ask", async () => {
    await inObject(async ({ awoken }) => {
      const { id } = await awoken().make(undefined);
      let gets = 0;
      const keys = awoken((bucket) => ({ ...bucket, get: (name) => ((gets += 1), bucket.get(name)) }));
      await Promise.all(Array.from({ length: 8 }, () => keys.open(id)));
      await keys.open(id);
      expect(gets).toBe(1);
    });
  });

  test("that could not be got is asked for again", async () => {
    await inObject(async ({ awoken }) => {
      const { id } = await awoken().make(undefined);
      let isDown = true;
      const keys = awoken((bucket) => ({ ...bucket, get: (name) => (isDown ? down() : bucket.get(name)) }));
      await expect(keys.open(id)).rejects.toThrow(refused("keys_unavailable"));
      isDown = false;
      await keys.open(id);
    });
  });

  test("without secrets none is made, nothing is written, and what is lost is deleted all the same", async () => {
    await inObject(async ({ awoken, bucket, sql }) => {
      await expect(awoken(undefined, {}).make(undefined)).rejects.toThrow(refused("not_configured"));
      expect(sql.exec("SELECT 1 FROM sqlite_master WHERE name = 'data_keys'").toArray()).toEqual([]);
      const { id } = await awoken().make(undefined);
      const keys = awoken(undefined, {});
      await expect(keys.open(id)).rejects.toThrow(refused("not_configured"));
      keys.keepOnly(undefined);
      await keys.shred();
      expect(await names(bucket)).toEqual([]);
    });
  });

  test("[SEAL6] that is gone or damaged in the bucket is told apart from a bucket that does not answer", async () => {
    await inObject(async ({ awoken, bucket }) => {
      const { id } = await awoken().make(undefined);
      const [name] = await names(bucket);
      const stored = (await bucket.get(name!))!;
      stored.wrapped[20]! ^= 1;
      await bucket.replace(name!, stored, stored.etag);
      await expect(awoken().open(id)).rejects.toThrow(refused("template_unreadable"));
      await bucket.delete(name!);
      await expect(awoken().open(id)).rejects.toThrow(refused("template_unreadable"));
    });
  });
});

describe("a lost data key", () => {
  test("[SEAL4] is deleted from the bucket, then forgotten; what is kept stays", async () => {
    await inObject(async ({ awoken, bucket }) => {
      const keys = awoken();
      const used = await keys.make(undefined);
      const kept = await keys.make(used.id);
      keys.keepOnly(kept.id);
      expect([keys.isLive(used.id), keys.isLive(kept.id)]).toEqual([false, true]);
      await keys.shred();
      expect(await names(bucket)).toEqual([expect.stringContaining(kept.id)]);
      expect(keys.isEmpty()).toBe(false);
      keys.keepOnly(undefined);
      await Promise.all([keys.shred(), keys.shred()]);
      expect(await names(bucket)).toEqual([]);
      expect(keys.isEmpty()).toBe(true);
    });
  });

  test("[ERA1] stays marked until the bucket has deleted it, over restarts too", async () => {
    await inObject(async ({ awoken, bucket }) => {
      const keys = awoken((bucket) => ({ ...bucket, delete: down }));
      const { id } = await keys.make(undefined);
      keys.keepOnly(undefined);
      await expect(keys.shred()).rejects.toThrow(refused("keys_unavailable"));
      await expect(keys.shred()).rejects.toThrow(refused("keys_unavailable"));
      expect([keys.isLive(id), keys.isEmpty()]).toEqual([false, false]);
      await awoken().shred();
      expect(await names(bucket)).toEqual([]);
      expect(awoken().isEmpty()).toBe(true);
    });
  });

  test("[ERA3] that was on its way into the bucket when it was lost does not stay there", async () => {
    await inObject(async ({ awoken, bucket }) => {
      const { promise: gate, resolve: letGo } = Promise.withResolvers<void>();
      const { promise: asked, resolve: isAsked } = Promise.withResolvers<void>();
      const keys = awoken((bucket) => ({
        ...bucket,
        create: async (name, key) => {
          isAsked();
          await gate;
          return bucket.create(name, key);
        },
        delete: (name) => {
          letGo();
          return bucket.delete(name);
        },
      }));
      const making = keys.make(undefined);
      await asked;
      keys.keepOnly(undefined);
      const shredding = keys.shred();
      // Long enough for a deletion that waits for nothing to come first.
      await scheduler.wait(20);
      letGo();
      await making;
      await shredding;
      expect(await names(bucket)).toEqual([]);
      expect(keys.isEmpty()).toBe(true);
    });
  });

  test("[ERA3] is not made anew: who needs a key gets another one", async () => {
    await inObject(async ({ awoken }) => {
      const keys = awoken();
      const lost = await keys.make(undefined);
      keys.keepOnly(undefined);
      expect((await keys.make(undefined)).id).not.toBe(lost.id);
    });
  });
});

describe("[SEAL5] with a new sealing secret", () => {
  const both = { 1: first, 2: second };
  const version = async (bucket: KeyBucket) => (await bucket.page()).keys.map(({ version }) => version);

  test("a key opens, and is wrapped anew when it is next used", async () => {
    await inObject(async ({ awoken, bucket }) => {
      const { id, key } = await awoken().make(undefined);
      const opened = await awoken(undefined, both).open(id);
      expect(await opens(opened, await closed(key))).toBe(true);
      await expect.poll(() => version(bucket)).toEqual([2]);
      expect(await opens(await awoken(undefined, { 2: second }).open(id), await closed(key))).toBe(true);
    });
  });

  test("a key that cannot be wrapped anew opens all the same", async () => {
    await inObject(async ({ awoken, bucket }) => {
      const { id } = await awoken().make(undefined);
      await awoken((bucket) => ({ ...bucket, replace: down }), both).open(id);
      expect(await version(bucket)).toEqual([1]);
    });
  });

  test("a key that is erased while it is wrapped anew does not come back", async () => {
    await inObject(async ({ awoken, bucket }) => {
      const { id } = await awoken().make(undefined);
      const { promise: replaced, resolve: isReplaced } = Promise.withResolvers<boolean>();
      const keys = awoken(
        (bucket) => ({
          ...bucket,
          replace: async (name, key, etag) => {
            keys.keepOnly(undefined);
            await keys.shred();
            const answer = await bucket.replace(name, key, etag);
            isReplaced(answer);
            return answer;
          },
        }),
        both,
      );
      await keys.open(id);
      expect(await replaced).toBe(false);
      expect(await version(bucket)).toEqual([]);
    });
  });
});
