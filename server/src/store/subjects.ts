import type { DatabaseSync } from "node:sqlite";
import { assertAbsent, compareText } from "./absence.ts";
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

export function subjectRows(database: DatabaseSync, nextId: () => number): Subjects {
  const find = database.prepare("SELECT * FROM subjects WHERE collection_id = ? AND name = ?");
  const before = database.prepare(
    "SELECT * FROM subjects WHERE collection_id = ? AND name < ? ORDER BY name DESC LIMIT 1",
  );
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

  const known = (row: SubjectRow | undefined) => row && intact("subjects", row);

  /** The order of an index is one of its own: what it leads to has to be in that order too. */
  function assertAscending(collectionId: number, name: string, rows: readonly SubjectRow[]): void {
    let last = name;
    for (const row of rows) {
      if (row.collection_id !== collectionId || compareText(row.name, last) <= 0) {
        throw damaged("subjects", row.id, "it is listed where it does not belong");
      }
      last = row.name;
    }
  }

  return {
    find: (collectionId, name) => {
      const row = known(first<SubjectRow>(find, collectionId, name));
      if (row?.collection_id === collectionId && row.name === name) return row;
      if (row) throw damaged("subjects", row.id, "it is found by another name");
      const beside = {
        before: known(first<SubjectRow>(before, collectionId, name)),
        after: known(first<SubjectRow>(page, collectionId, name, 1)),
      };
      assertAbsent("subjects", beside, (found) => found.collection_id - collectionId || compareText(found.name, name));
      return undefined;
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
      const rows = all<SubjectRow>(page, collectionId, name, limit).map((row) => intact("subjects", row));
      assertAscending(collectionId, name, rows);
      return rows;
    },
    after: (collectionId, id, limit) =>
      all<SubjectRow>(after, id, collectionId, limit).map((row) => intact("subjects", row)),
    every: (afterId, limit) => all<SubjectRow>(every, afterId, limit),
  };
}
