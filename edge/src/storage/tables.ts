import { forget, recall } from "./memory.ts";

/** Tables are made when something is first kept: asking about a subject nobody enrolled leaves nothing behind. */
export function hasTable(sql: SqlStorage, name: string): boolean {
  const known = `table ${name}`;
  const found = recall(
    sql,
    known,
    () => sql.exec("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?", name).toArray().length > 0,
  );
  // That there is none is true until there is one, and whoever makes one does not say so.
  if (!found) forget(sql, known);
  return found;
}

/** Makes a table, and what belongs to it, where there is none yet. */
export function makeTable(sql: SqlStorage, name: string, schema: string): void {
  if (!hasTable(sql, name)) sql.exec(schema);
}
