/** Tables are made when something is first kept: asking about a subject nobody enrolled leaves nothing behind. */
export function hasTable(sql: SqlStorage, name: string): boolean {
  return sql.exec("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?", name).toArray().length > 0;
}
