import type { SQLInputValue, StatementSync } from "node:sqlite";

// SQLite's answers are typed by its columns (STRICT tables) but TypeScript cannot see them: each query names
// the row it selects, here and nowhere else.

export interface SpaceRow {
  id: number;
  model_id: string;
  subjects: number;
  templates: number;
}

/** With the model of the space that it is in. */
export interface SubjectRow {
  id: number;
  collection_id: number;
  space_id: number;
  model_id: string;
  metadata: string;
}

export interface TemplateRow {
  id: number;
  template_id: string;
  vector: Uint8Array;
  enrolled_at: string;
}

/** The `nth` template of its subject. */
export type EnrolledRow = Omit<TemplateRow, "vector"> & { body_digest: string; nth: number };

export function first<Row>(statement: StatementSync, ...values: SQLInputValue[]): Row | undefined {
  return statement.get(...values) as Row | undefined;
}

export function all<Row>(statement: StatementSync, ...values: SQLInputValue[]): Row[] {
  return statement.all(...values) as Row[];
}

/** Runs an INSERT and gives the new row's id. */
export function inserted(statement: StatementSync, ...values: SQLInputValue[]): number {
  return Number(statement.run(...values).lastInsertRowid);
}
