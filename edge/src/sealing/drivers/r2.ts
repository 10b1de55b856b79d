import type { KeyBucket, WrappedKey } from "../key-bucket.ts";

/**
 * On Cloudflare R2: strongly consistent, and conditional by etag (RFC 9110, section 13).
 *
 * @param pageSize names on a page, 1000 at most
 */
export function r2KeyBucket(bucket: R2Bucket, pageSize = 1000): KeyBucket {
  /** R2 answers null, not an error, when the condition does not hold. */
  async function put(name: string, { version, wrapped }: WrappedKey, onlyIf: R2Conditional): Promise<boolean> {
    const written = await bucket.put(name, wrapped, { onlyIf, customMetadata: { version: String(version) } });
    return written !== null;
  }

  return {
    get: async (name) => {
      const object = await bucket.get(name);
      if (!object) return undefined;
      return { version: versionOf(object), wrapped: new Uint8Array(await object.arrayBuffer()), etag: object.etag };
    },
    create: (name, key) => put(name, key, { etagDoesNotMatch: "*" }),
    replace: (name, key, etag) => put(name, key, { etagMatches: etag }),
    delete: (name) => bucket.delete(name),
    page: async (cursor) => {
      const listed = await bucket.list({
        include: ["customMetadata"],
        limit: pageSize,
        ...(cursor !== undefined && { cursor }),
      });
      return {
        keys: listed.objects.map((object) => ({ name: object.key, version: versionOf(object) })),
        cursor: listed.truncated ? listed.cursor : undefined,
      };
    },
  };
}

/** Authenticated when the key is unwrapped: a version that is not the right one opens nothing. */
function versionOf({ customMetadata }: R2Object): number {
  return Number(customMetadata?.["version"]);
}
