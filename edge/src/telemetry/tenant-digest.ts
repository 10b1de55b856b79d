import { hkdf } from "@noble/hashes/hkdf.js";
import { hmac } from "@noble/hashes/hmac.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { fromBase64Url, toBase64Url } from "@likeness/sdk/core";

/**
 * A tenant as logs and metrics name it: the same each time, and nobody who reads them can tell which. Synchronous,
 * because it is made after the answer, when nothing waits for promises any more.
 *
 * @param secret the worker's NAME_SECRET; without it tenants are not told apart
 */
export function createTenantDigest(secret: string | undefined): (tenant: string) => string | undefined {
  const known = new Map<string, string>();
  let key: Uint8Array | undefined;
  return (tenant) => {
    if (secret === undefined) return undefined;
    key ??= hkdf(sha256, fromBase64Url(secret), undefined, new TextEncoder().encode("likeness-tenant-digests/1"), 32);
    // Tenants come from the key ring, so there are no more of them than it has entries.
    const digest = known.get(tenant) ?? digestOf(key, tenant);
    known.set(tenant, digest);
    return digest;
  };
}

/** 72 bits tell any number of tenants apart. */
function digestOf(key: Uint8Array, tenant: string): string {
  const mac = hmac(sha256, key, new TextEncoder().encode(tenant));
  return toBase64Url(mac.slice(0, 9) as Uint8Array<ArrayBuffer>);
}
