import { Problem } from "@likeness/sdk/core";
import { joined } from "./joined.ts";
import type { KeyBucket, StoredKey, WrappedKey } from "./key-bucket.ts";
import { closeBox, openBox } from "./sealed-box.ts";
import type { SealingSecrets } from "./sealing-secrets.ts";

/** @param dataKey 32 bytes */
export async function wrap(
  secrets: SealingSecrets,
  name: string,
  dataKey: Uint8Array<ArrayBuffer>,
): Promise<WrappedKey> {
  const version = secrets.current;
  return { version, wrapped: await closeBox(await secrets.wrappingKey(version, name), dataKey, beside(name, version)) };
}

/**
 * @returns 32 bytes, in the clear; nothing if it was not wrapped under this name and version
 * @throws Problem `not_configured` if the worker does not have the secret
 */
export async function unwrap(
  secrets: SealingSecrets,
  name: string,
  { version, wrapped }: WrappedKey,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  return openBox(await secrets.wrappingKey(version, name), wrapped, beside(name, version));
}

/**
 * Wraps a key anew under the present secret. On its etag: what was deleted since it was read is not brought back, and
 * what somebody else has wrapped anew is left as it is.
 *
 * @returns whether it was written
 * @throws Problem `template_unreadable` if it cannot be unwrapped, `not_configured`
 */
export async function rewrap(
  bucket: Pick<KeyBucket, "replace">,
  secrets: SealingSecrets,
  name: string,
  stored: StoredKey,
): Promise<boolean> {
  const dataKey = await unwrap(secrets, name, stored);
  if (!dataKey) throw new Problem("template_unreadable", "its data key is not right");
  const wrapped = await wrap(secrets, name, dataKey);
  dataKey.fill(0);
  return bucket.replace(name, wrapped, stored.etag);
}

function beside(name: string, version: number) {
  return joined(["likeness-wrapped-key/1", name, String(version)]);
}
