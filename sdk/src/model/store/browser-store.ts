import { cacheApiStore } from "./cache-api.ts";
import { indexedDbStore } from "./indexed-db.ts";
import { memoryStore } from "./memory.ts";
import type { ModelStore } from "./model-store.ts";

/** For pages that may store nothing: at least what this page loaded once is not loaded again. */
const inMemory = memoryStore();

/**
 * The best place that this page or worker may keep models in: the Cache API, else IndexedDB, else the page's own
 * memory. Which it is shows only by trying, because an opaque origin and some private windows have both and may use
 * neither; it is found out at the first use.
 */
export function browserStore(): ModelStore {
  let chosen: Promise<ModelStore> | undefined;
  const store = () => (chosen ??= firstUsable());
  return {
    name: "this browser",
    get: async (key) => (await store()).get(key),
    put: async (key, label, bytes) => (await store()).put(key, label, bytes),
    part: async (key) => (await store()).part(key),
    append: async (key, part) => (await store()).append(key, part),
    delete: async (key) => (await store()).delete(key),
    list: async () => (await store()).list(),
  };
}

async function firstUsable(): Promise<ModelStore> {
  const candidates = [
    ...("caches" in globalThis ? [cacheApiStore()] : []),
    ...("indexedDB" in globalThis ? [indexedDbStore()] : []),
  ];
  for (const store of candidates) {
    const isUsable = await store.list().then(
      () => true,
      () => false,
    );
    if (isUsable) return store;
  }
  return inMemory;
}
