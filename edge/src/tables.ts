/** Which tables an object has, as far as it was asked: it is asked at every step of a verification. */
const seen = new WeakMap<SqlStorage, Set<string>>();

/** Tables are made when something is first kept: asking about a subject nobody enrolled leaves nothing behind. */
export function hasTable(sql: SqlStorage, name: string): boolean {
  const known = seen.get(sql);
  if (known?.has(name)) return true;
  const found =
    sql.exec("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?", name).toArray().length > 0;
  if (found) seen.set(sql, (known ?? new Set<string>()).add(name));
  return found;
}

/** Makes a table, and what belongs to it, where there is none yet. */
export function makeTable(sql: SqlStorage, name: string, schema: string): void {
  if (!hasTable(sql, name)) sql.exec(schema);
}

/** To be called when tables may be gone: after a transaction was undone, or everything was deleted. */
export function forgetTables(sql: SqlStorage): void {
  seen.delete(sql);
}

/** Synchronous: all of it is written, or, if the work throws, none of it. */
export function transactionOf(storage: DurableObjectStorage): <Result>(work: () => Result) => Result {
  return (work) => {
    try {
      return storage.transactionSync(work);
    } catch (error) {
      forgetTables(storage.sql);
      throw error;
    }
  };
}
