/**
 * Rows of an object, as they were last read or written. An object is the only one that writes its rows, so what it
 * remembers is what it has; what is undone with a transaction, or deleted as a whole, is forgotten.
 */
const remembered = new WeakMap<SqlStorage, Map<string, unknown>>();

/** What is remembered under a name, or else is read, and remembered. */
export function recall<Value>(sql: SqlStorage, name: string, read: () => Value): Value {
  const known = remembered.get(sql);
  if (known?.has(name)) return known.get(name) as Value;
  const value = read();
  remember(sql, name, value);
  return value;
}

/** To be called with every write of what is remembered. */
export function remember(sql: SqlStorage, name: string, value: unknown): void {
  let known = remembered.get(sql);
  if (!known) remembered.set(sql, (known = new Map()));
  known.set(name, value);
}

/** One of them, or all. */
export function forget(sql: SqlStorage, name?: string): void {
  if (name === undefined) remembered.delete(sql);
  else remembered.get(sql)?.delete(name);
}
