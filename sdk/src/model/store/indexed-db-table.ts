/** What is asked of a table, in a transaction of its own. */
export type AskTable = <Result>(
  mode: IDBTransactionMode,
  request: (rows: IDBObjectStore) => IDBRequest,
) => Promise<Result | undefined>;

/**
 * The one table of a database of the origin's IndexedDB, by keys of one's own; both are made when they are first
 * wanted. The connection is closed after each transaction: one that stays open would block every page that wants to
 * delete the database or to raise its version.
 */
export function indexedDbTable(database: string, table: string): AskTable {
  return async <Result>(mode: IDBTransactionMode, request: (rows: IDBObjectStore) => IDBRequest) => {
    const connection = await open(database, table);
    try {
      const transaction = connection.transaction(table, mode);
      const answer = request(transaction.objectStore(table));
      return await new Promise<Result | undefined>((resolve, reject) => {
        // Not the request's success: only a completed transaction was written (Indexed Database API 3.0, 2.7).
        transaction.addEventListener("complete", () => resolve(answer.result as Result | undefined));
        transaction.addEventListener("abort", () => {
          reject(transaction.error ?? answer.error ?? new Error("the transaction was aborted"));
        });
      });
    } finally {
      connection.close();
    }
  };
}

function open(database: string, table: string): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open(database, 1);
    opening.addEventListener("upgradeneeded", () => opening.result.createObjectStore(table));
    opening.addEventListener("success", () => resolve(opening.result));
    opening.addEventListener("error", () => reject(opening.error ?? new Error("the database cannot be opened")));
  });
}
