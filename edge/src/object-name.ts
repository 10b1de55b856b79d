import { toBase64Url } from "@likeness/sdk/core";
import type { Address } from "./address.ts";

/**
 * The name of a subject's object, and of its data keys in the bucket: HMAC-SHA-256 over tenant, collection and subject,
 * each after its length, so that no two subjects share a name and none can be guessed.
 *
 * @param key for HMAC; see `namingKeys`
 */
export async function objectName(key: CryptoKey, { tenant, collection, subject }: Address): Promise<string> {
  const text = [tenant, collection, subject].map((part) => `${part.length}:${part}`).join("");
  const mac = await crypto.subtle.sign("HMAC", key, new TextEncoder().encode(text));
  return toBase64Url(new Uint8Array(mac));
}
