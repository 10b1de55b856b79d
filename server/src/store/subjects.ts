import type { DatabaseSync } from "node:sqlite";
import { damaged } from "./failures.ts";
import { all, first, intact, sealed, type SubjectRow } from "./rows.ts";

/**
 * Which subjects there are. Each has a home: the space that its templates are in. Only while its collection moves to another
 * model it may have some in two; its home then is the old one as long as it has any there. Within the transactions of the
 * store.
 */
export interface Subjects {
  find(collectionId: number, name: string): SubjectRow | undefined;
  /** Of a row that names it. @throws Problem `store_damaged` if it is not there */
  get(id: number): SubjectRow;
  add(row: Omit<SubjectRow, "id" | "checksum">): SubjectRow;
  write(row: SubjectRow): void;
  drop(id: number): void;
  /** In the order of their names, by code units. */
  page(collectionId: number, after: string, limit: number): SubjectRow[];
  /** In the order of their numbers. */
  after(collectionId: number, id: number, limit: number): SubjectRow[];
  /** Of whatever collection; nothing is verified. */
  every(afterId: number, limit: number): SubjectRow[];
}

export function subjectRows(database: DatabaseSync, nextId: () => number, assertSound: () => void): Subjects {
  const find = database.prepare("SELECT * FROM subjects WHERE collection_id = ? AND name = ?");
  const get = database.prepare("SELECT * FROM subjects WHERE id = ?");
  const add = database.prepare(`
    INSERT INTO subjects (id, collection_id, name, metadata, space_id, templates, checksum) VALUES (?, ?, ?, ?, ?, ?, ?)`);
  const update = database.prepare(
    "UPDATE subjects SET metadata = ?, space_id = ?, templates = ?, checksum = ? WHERE id = ?",
  );
  const drop = database.prepare("DELETE FROM subjects WHERE id = ?");
  const page = database.prepare("SELECT * FROM subjects WHERE collection_id = ? AND name > ? ORDER BY name LIMIT ?");
  const after = database.prepare("SELECT * FROM subjects WHERE id > ? AND collection_id = ? ORDER BY id LIMIT ?");
  const every = database.prepare("SELECT * FROM subjects WHERE id > ? ORDER BY id LIMIT ?");

  return {
    find: (collectionId, name) => {
      const row = first<SubjectRow>(find, collectionId, name);
      if (!row) assertSound();
      return row && intact("subjects", row);
    },
    get: (id) => {
      const row = first<SubjectRow>(get, id);
      if (!row) throw damaged("subjects", id, "it is missing");
      return intact("subjects", row);
    },
    add: (row) => {
      const whole = sealed("subjects", { ...row, id: nextId() });
      const { id, collection_id, name, metadata, space_id, templates, checksum } = whole;
      add.run(id, collection_id, name, metadata, space_id, templates, checksum);
      return whole;
    },
    write: (row) => {
      const { checksum } = sealed("subjects", row);
      update.run(row.metadata, row.space_id, row.templates, checksum, row.id);
    },
    drop: (id) => {
      drop.run(id);
    },
    page: (collectionId, name, limit) => {
      assertSound();
      return all<SubjectRow>(page, collectionId, name, limit).map((row) => intact("subjects", row));
    },
    after: (collectionId, id, limit) => {
      assertSound();
      return all<SubjectRow>(after, id, collectionId, limit).map((row) => intact("subjects", row));
    },
    every: (afterId, limit) => all<SubjectRow>(every, afterId, limit),
  };
}
