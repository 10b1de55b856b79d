import type { ModelStore } from "./model-store.ts";
import { shelfStore } from "./shelf-store.ts";

export interface IndexedDbOptions {
  /** The name of the database, one of the origin's. */
  readonly database?: string;
  readonly now?: () => number;
}

const table = "files";

/** Keeps models in IndexedDB: where there is no Cache API, as in pages that are not a secure context. */
export function indexedDbStore({ database = "likeness-models", now }: IndexedDbOptions = {}): ModelStore {
  return shelfStore(
    {
      name: "IndexedDB",
      read: (name) => transact<Uint8Array<ArrayBuffer>>(database, "readonly", (files) => files.get(name)),
      write: async (name, bytes) => void (await transact(database, "readwrite", (files) => files.put(bytes, name))),
      remove: async (name) => void (await transact(database, "readwrite", (files) => files.delete(name))),
      names: async () => (await transact<string[]>(database, "readonly", (files) => files.getAllKeys())) ?? [],
    },
    now,
  );
}

/**
 * One transaction. The connection is closed after it: one that stays open would block every page that wants to
 * delete the database or to raise its version.
 */
async function transact<Result>(
  database: string,
  mode: IDBTransactionMode,
  request: (files: IDBObjectStore) => IDBRequest,
): Promise<Result | undefined> {
  const connection = await open(database);
  try {
    const transaction = connection.transaction(table, mode);
    const answer = request(transaction.objectStore(table));
    return await new Promise((resolve, reject) => {
      // Not the request's success: only a completed transaction was written (Indexed Database API 3.0, 2.7).
      transaction.addEventListener("complete", () => resolve(answer.result as Result | undefined));
      transaction.addEventListener("abort", () => {
        reject(transaction.error ?? answer.error ?? new Error("the transaction was aborted"));
      });
    });
  } finally {
    connection.close();
  }
}

function open(database: string): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open(database, 1);
    opening.addEventListener("upgradeneeded", () => opening.result.createObjectStore(table));
    opening.addEventListener("success", () => resolve(opening.result));
    opening.addEventListener("error", () => reject(opening.error ?? new Error("the database cannot be opened")));
  });
}
