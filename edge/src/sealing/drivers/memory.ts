import type { KeyBucket, StoredKey, WrappedKey } from "../key-bucket.ts";

/** In memory, for as long as the process lives: for tests, and to try the worker out. */
export function memoryKeyBucket(pageSize = 1000): KeyBucket {
  const stored = new Map<string, StoredKey>();
  let writes = 0;

  const put = (name: string, { version, wrapped }: WrappedKey) => {
    writes += 1;
    stored.set(name, { version, wrapped: wrapped.slice(), etag: `etag-${writes}` });
    return true;
  };

  return {
    get: async (name) => {
      const key = stored.get(name);
      return key && { ...key, wrapped: key.wrapped.slice() };
    },
    create: async (name, key) => !stored.has(name) && put(name, key),
    replace: async (name, key, etag) => stored.get(name)?.etag === etag && put(name, key),
    delete: async (name) => {
      stored.delete(name);
    },
    page: async (cursor) => {
      const names = [...stored.keys()].toSorted().filter((name) => cursor === undefined || name > cursor);
      const shown = names.slice(0, pageSize);
      return {
        keys: shown.map((name) => ({ name, version: stored.get(name)!.version })),
        cursor: shown.length < names.length ? shown.at(-1) : undefined,
      };
    },
  };
}
