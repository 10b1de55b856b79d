import { describe, expect, test } from "vitest";
import { toBase64Url } from "@likeness/sdk/core";
import { memoryKeyBucket } from "./drivers/memory.ts";
import type { KeyBucket } from "./key-bucket.ts";
import { rotate } from "./rotation.ts";
import { parseSealingSecrets } from "./sealing-secrets.ts";
import { unwrap, wrap } from "./wrapping.ts";

const newSecret = () => toBase64Url(crypto.getRandomValues(new Uint8Array(32)));
const [first, second] = [newSecret(), newSecret()];
const secrets = (byVersion: Record<number, string>) => parseSealingSecrets(JSON.stringify(byVersion));
const [older, both, newer] = [secrets({ 1: first }), secrets({ 1: first, 2: second }), secrets({ 2: second })];

/** A bucket with so many data keys, under the first secret, and what they are. */
async function filled(count: number, bucket = memoryKeyBucket(3)) {
  const dataKeys = new Map<string, Uint8Array>();
  for (let i = 0; i < count; i++) {
    const [name, dataKey] = [`object-${i}/key`, crypto.getRandomValues(new Uint8Array(32))];
    dataKeys.set(name, dataKey);
    await bucket.create(name, await wrap(older, name, dataKey));
  }
  return { bucket, dataKeys };
}

async function unwrapped(bucket: KeyBucket, name: string, by = newer) {
  const stored = await bucket.get(name);
  return stored && unwrap(by, name, stored);
}

describe("[SEAL5] the rotation", () => {
  test("wraps every data key anew, so that the older secret can be taken away", async () => {
    const { bucket, dataKeys } = await filled(8);
    expect(await rotate(bucket, both)).toEqual({ seen: 8, rewrapped: 8, failed: 0, done: true });
    for (const [name, dataKey] of dataKeys) expect(await unwrapped(bucket, name)).toEqual(dataKey);
  });

  test("has nothing to do a second time, and reads no key", async () => {
    const { bucket } = await filled(8);
    await rotate(bucket, both);
    const get = () => Promise.reject(new Error("it was read"));
    expect(await rotate({ ...bucket, get }, both)).toEqual({ seen: 8, rewrapped: 0, failed: 0, done: true });
  });

  test("does so many in a run, and the rest in the next", async () => {
    const { bucket } = await filled(8);
    expect(await rotate(bucket, both, 5)).toEqual({ seen: 5, rewrapped: 5, failed: 0, done: false });
    expect(await rotate(bucket, both, 5)).toEqual({ seen: 8, rewrapped: 3, failed: 0, done: true });
  });

  test("does not bring back what is erased while it is wrapped anew", async () => {
    const { bucket, dataKeys } = await filled(4);
    const erasing: KeyBucket = {
      ...bucket,
      replace: async (name, key, etag) => {
        if (name === "object-2/key") await bucket.delete(name);
        return bucket.replace(name, key, etag);
      },
    };
    expect(await rotate(erasing, both)).toEqual({ seen: 4, rewrapped: 3, failed: 0, done: true });
    expect(await bucket.get("object-2/key")).toBeUndefined();
    expect(await unwrapped(bucket, "object-3/key")).toEqual(dataKeys.get("object-3/key"));
  });

  test("passes over what was erased since its page was read", async () => {
    const { bucket } = await filled(4);
    const get = async (name: string) => {
      await bucket.delete("object-1/key");
      return bucket.get(name);
    };
    expect(await rotate({ ...bucket, get }, both)).toEqual({ seen: 4, rewrapped: 3, failed: 0, done: true });
  });

  test("of two runs at once each key is wrapped anew by one", async () => {
    const { bucket, dataKeys } = await filled(8);
    const runs = await Promise.all([rotate(bucket, both), rotate(bucket, both)]);
    expect(runs.map(({ done, failed }) => ({ done, failed }))).toEqual(Array(2).fill({ done: true, failed: 0 }));
    expect(runs[0]!.rewrapped + runs[1]!.rewrapped).toBe(8);
    for (const [name, dataKey] of dataKeys) expect(await unwrapped(bucket, name)).toEqual(dataKey);
  });

  test("goes on after a key that it cannot unwrap, leaves it as it is, and says so", async () => {
    const { bucket, dataKeys } = await filled(4);
    const stored = (await bucket.get("object-1/key"))!;
    stored.wrapped[30]! ^= 1;
    await bucket.replace("object-1/key", stored, stored.etag);
    expect(await rotate(bucket, both)).toEqual({ seen: 4, rewrapped: 3, failed: 1, done: true });
    expect((await bucket.get("object-1/key"))?.wrapped).toEqual(stored.wrapped);
    expect(await unwrapped(bucket, "object-3/key")).toEqual(dataKeys.get("object-3/key"));
  });

  test("without the older secret fails for each, and changes none", async () => {
    const { bucket, dataKeys } = await filled(4);
    expect(await rotate(bucket, newer)).toEqual({ seen: 4, rewrapped: 0, failed: 4, done: true });
    for (const [name, dataKey] of dataKeys) expect(await unwrapped(bucket, name, older)).toEqual(dataKey);
  });
});
