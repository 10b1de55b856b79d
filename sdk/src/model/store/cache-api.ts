import type { ModelStore } from "./model-store.ts";
import { shelfStore } from "./shelf-store.ts";

export interface CacheApiOptions {
  /** The name of the cache, one of the origin's. */
  readonly cache?: string;
  readonly now?: () => number;
}

/**
 * Keeps models in the Cache API. It exists in secure contexts only, in pages and in workers, and holds large bodies
 * better than IndexedDB does: they are streamed to files and never copied into a database page.
 */
export function cacheApiStore({ cache = "likeness-models", now }: CacheApiOptions = {}): ModelStore {
  // Opened for each operation, because a cache that was deleted meanwhile would be written to and read by nobody.
  const open = () => caches.open(cache);
  return shelfStore(
    {
      name: "the Cache API",
      read: async (name) => {
        const response = await (await open()).match(addressOf(name));
        return response && new Uint8Array(await response.arrayBuffer());
      },
      write: async (name, bytes) => {
        await (await open()).put(addressOf(name), new Response(bytes));
      },
      remove: async (name) => void (await (await open()).delete(addressOf(name))),
      names: async () => {
        const prefix = new URL(addressOf("")).pathname;
        const requests = await (await open()).keys();
        return requests.map(({ url }) => new URL(url).pathname.slice(prefix.length));
      },
    },
    now,
  );
}

/** The Cache API keeps answers to requests: each name gets an address of this origin that nobody asks for. */
function addressOf(name: string): string {
  return new URL(`/.likeness/${name}`, origin).href;
}
