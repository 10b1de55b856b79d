import { indexedDbTable } from "./indexed-db-table.ts";
import type { ModelStore } from "./model-store.ts";
import { shelfStore } from "./shelf-store.ts";

export interface IndexedDbOptions {
  /** The name of the database, one of the origin's. */
  readonly database?: string;
  readonly now?: () => number;
}

/** Keeps models in IndexedDB: where there is no Cache API, as in pages that are not a secure context. */
export function indexedDbStore({ database = "likeness-models", now }: IndexedDbOptions = {}): ModelStore {
  const ask = indexedDbTable(database, "files");
  return shelfStore(
    {
      name: "IndexedDB",
      read: (name) => ask<Uint8Array<ArrayBuffer>>("readonly", (files) => files.get(name)),
      write: async (name, bytes) => void (await ask("readwrite", (files) => files.put(bytes, name))),
      remove: async (name) => void (await ask("readwrite", (files) => files.delete(name))),
      names: async () => (await ask<string[]>("readonly", (files) => files.getAllKeys())) ?? [],
    },
    now,
  );
}
