import { randomUUID } from "node:crypto";
import type { DatabaseSync, SQLOutputValue } from "node:sqlite";
import { checksum, type Plain } from "./checksums.ts";
import { asStoreProblem, damaged, isStorageFailure } from "./failures.ts";
import { emptyDigest, readDigest, withLabel, writeDigest } from "./label-digest.ts";

/**
 * One step per schema version; a step is never changed once it has been released. `user_version` counts them.
 *
 * Ids that outlive their rows in memory are never used again (AUTOINCREMENT): a template's is its label in the
 * index, a space's the index itself, and one that came to mean another face would be a false match.
 * A space counts its own rows, because every search asks how many there are.
 */
const migrations = [
  `
  CREATE TABLE collections (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    tenant TEXT NOT NULL,
    name TEXT NOT NULL,
    model_id TEXT NOT NULL,
    subjects INTEGER NOT NULL DEFAULT 0,
    templates INTEGER NOT NULL DEFAULT 0,
    UNIQUE (tenant, name)
  ) STRICT;

  CREATE TABLE subjects (
    id INTEGER PRIMARY KEY,
    collection_id INTEGER NOT NULL REFERENCES collections (id),
    name TEXT NOT NULL,
    metadata TEXT NOT NULL DEFAULT '{}',
    UNIQUE (collection_id, name)
  ) STRICT;

  CREATE TABLE templates (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    subject_id INTEGER NOT NULL REFERENCES subjects (id),
    template_id TEXT NOT NULL UNIQUE,
    vector BLOB NOT NULL,
    enrolled_at TEXT NOT NULL,
    idempotency_key TEXT,
    body_digest TEXT,
    UNIQUE (subject_id, idempotency_key)
  ) STRICT;
  `,
  `
  CREATE TABLE audits (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    subject_id INTEGER NOT NULL REFERENCES subjects (id),
    id TEXT NOT NULL,
    grant_id TEXT NOT NULL,
    begins TEXT NOT NULL,
    sequence INTEGER NOT NULL,
    previous TEXT NOT NULL,
    signed TEXT NOT NULL,
    received_at TEXT NOT NULL,
    UNIQUE (subject_id, id)
  ) STRICT;

  CREATE INDEX audits_by_sequence ON audits (subject_id, grant_id, sequence);
  `,
  // A collection of several models: what its templates are searched in is a space, one a model; a subject is in one.
  // Numbers that changes carry are kept beside, because they outlive their subjects.
  `
  CREATE TABLE spaces (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    collection_id INTEGER NOT NULL REFERENCES collections (id),
    model_id TEXT NOT NULL,
    subjects INTEGER NOT NULL DEFAULT 0,
    templates INTEGER NOT NULL DEFAULT 0,
    UNIQUE (collection_id, model_id)
  ) STRICT;

  INSERT INTO spaces (id, collection_id, model_id, subjects, templates)
    SELECT id, id, model_id, subjects, templates FROM collections;

  ALTER TABLE subjects ADD COLUMN space_id INTEGER REFERENCES spaces (id);
  UPDATE subjects SET space_id = collection_id;
  CREATE INDEX subjects_by_space ON subjects (space_id);

  ALTER TABLE collections DROP COLUMN model_id;
  ALTER TABLE collections DROP COLUMN subjects;
  ALTER TABLE collections DROP COLUMN templates;

  CREATE TABLE applied (
    subject TEXT PRIMARY KEY,
    sequence INTEGER NOT NULL,
    at INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;

  CREATE INDEX applied_by_time ON applied (at);
  `,
  // Checksums on rows. A template knows its space, because a subject that moves to another model is in two; it is listed by
  // an index, and its random id, which nobody asks for, is in none. Numbers that were given out are kept here, and no more by
  // AUTOINCREMENT, whose table has no checksum. What subjects are searched by lies in lists, one a value: see postings.ts.
  `
  CREATE TABLE store (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    identity TEXT NOT NULL,
    change INTEGER NOT NULL,
    last_collection INTEGER NOT NULL,
    last_space INTEGER NOT NULL,
    last_subject INTEGER NOT NULL,
    last_template INTEGER NOT NULL,
    schema INTEGER NOT NULL,
    checksum INTEGER NOT NULL
  ) STRICT;

  INSERT INTO store VALUES (1, new_identity(), 0,
    max((SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = 'collections'),
      (SELECT coalesce(max(id), 0) FROM collections)),
    max((SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = 'spaces'), (SELECT coalesce(max(id), 0) FROM spaces)),
    (SELECT coalesce(max(id), 0) FROM subjects),
    max((SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = 'templates'),
      (SELECT coalesce(max(id), 0) FROM templates)),
    0, 0);

  CREATE TABLE epochs (
    number INTEGER PRIMARY KEY,
    epoch TEXT NOT NULL,
    change INTEGER NOT NULL,
    checksum INTEGER NOT NULL
  ) STRICT;

  ALTER TABLE collections ADD COLUMN checksum INTEGER NOT NULL DEFAULT 0;
  UPDATE collections SET checksum = row_checksum('collections', id, tenant, name);

  ALTER TABLE subjects ADD COLUMN templates INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE subjects ADD COLUMN checksum INTEGER NOT NULL DEFAULT 0;
  UPDATE subjects SET templates = (SELECT count(*) FROM templates WHERE subject_id = subjects.id);
  UPDATE subjects SET
    checksum = row_checksum('subjects', id, collection_id, name, metadata, space_id, templates);

  CREATE TABLE templates_with_space (
    id INTEGER PRIMARY KEY,
    subject_id INTEGER NOT NULL REFERENCES subjects (id),
    space_id INTEGER NOT NULL REFERENCES spaces (id),
    template_id TEXT NOT NULL,
    vector BLOB NOT NULL,
    enrolled_at TEXT NOT NULL,
    idempotency_key TEXT,
    body_digest TEXT,
    checksum INTEGER NOT NULL,
    UNIQUE (subject_id, idempotency_key)
  ) STRICT;

  INSERT INTO templates_with_space
    SELECT t.id, subject_id, space_id, template_id, vector, enrolled_at, idempotency_key, body_digest,
      row_checksum('templates', t.id, subject_id, space_id, template_id, enrolled_at, idempotency_key, body_digest, vector)
    FROM templates t JOIN subjects s ON s.id = t.subject_id ORDER BY t.id;

  DROP TABLE templates;
  ALTER TABLE templates_with_space RENAME TO templates;
  CREATE INDEX templates_by_space ON templates (space_id, id);

  ALTER TABLE spaces ADD COLUMN dimension INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE spaces ADD COLUMN homes INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE spaces ADD COLUMN digest TEXT NOT NULL DEFAULT '';
  ALTER TABLE spaces ADD COLUMN change INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE spaces ADD COLUMN closing INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE spaces ADD COLUMN checksum INTEGER NOT NULL DEFAULT 0;
  UPDATE spaces SET homes = subjects,
    digest = (SELECT label_digest(id) FROM templates WHERE space_id = spaces.id),
    dimension = coalesce((SELECT length(vector) / 4 FROM templates WHERE space_id = spaces.id ORDER BY id LIMIT 1), 0);
  UPDATE spaces SET checksum = row_checksum(
    'spaces', id, collection_id, model_id, dimension, subjects, templates, homes, digest, change, closing);

  ALTER TABLE audits ADD COLUMN checksum INTEGER NOT NULL DEFAULT 0;
  UPDATE audits SET checksum = row_checksum(
    'audits', number, subject_id, id, grant_id, begins, sequence, previous, signed, received_at);

  ALTER TABLE applied ADD COLUMN checksum INTEGER NOT NULL DEFAULT 0;
  UPDATE applied SET checksum = row_checksum('applied', subject, sequence, at);

  CREATE TABLE fields (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    collection_id INTEGER NOT NULL REFERENCES collections (id),
    name TEXT NOT NULL,
    type TEXT NOT NULL,
    state TEXT NOT NULL,
    indexed_to INTEGER NOT NULL,
    checksum INTEGER NOT NULL,
    UNIQUE (collection_id, name)
  ) STRICT;

  CREATE TABLE postings (
    id INTEGER PRIMARY KEY,
    field_id INTEGER NOT NULL REFERENCES fields (id),
    space_id INTEGER NOT NULL,
    bucket ANY NOT NULL,
    start INTEGER NOT NULL,
    next INTEGER,
    entries BLOB NOT NULL,
    checksum INTEGER NOT NULL,
    UNIQUE (field_id, space_id, bucket, start)
  ) STRICT;

  CREATE TABLE moves (
    collection_id INTEGER PRIMARY KEY REFERENCES collections (id),
    from_space INTEGER NOT NULL REFERENCES spaces (id),
    to_space INTEGER NOT NULL REFERENCES spaces (id),
    started_at TEXT NOT NULL,
    checksum INTEGER NOT NULL
  ) STRICT;

  UPDATE store SET checksum = row_checksum(
    'store', id, identity, change, last_collection, last_space, last_subject, last_template, schema);
  `,
];

/** From this one on a store knows a checksum of its schema. */
const sealed = 4;

/**
 * Brings a database to the present schema; refuses one that a newer release has written.
 *
 * @param to for tests: the schema of an earlier release
 * @returns the schema that it had
 * @throws Problem `store_damaged` if it is not what a release has written
 */
export function migrate(database: DatabaseSync, to = migrations.length): number {
  const version = schemaOf(database);
  if (version > migrations.length || version < 0) {
    throw new Error(`the store has schema ${version}; this release knows up to ${migrations.length}`);
  }
  defineFunctions(database);
  migrations.slice(version, to).forEach((step, i) => {
    database.exec("BEGIN IMMEDIATE");
    try {
      database.exec(step);
      if (version + i + 1 >= sealed) sealSchema(database);
      database.exec(`PRAGMA user_version = ${version + i + 1}; COMMIT`);
    } catch (error) {
      if (database.isTransaction) database.exec("ROLLBACK");
      const problem = asStoreProblem(error);
      if (isStorageFailure(problem)) throw problem;
      throw damaged("schema", version + i, (error as Error).message);
    }
  });
  return version;
}

/** Where nothing can be brought to the present. @returns the schema @throws if it is another one */
export function assertPresent(database: DatabaseSync): number {
  const version = schemaOf(database);
  if (version === migrations.length) return version;
  throw new Error(`the store has schema ${version}; without writing, this release reads ${migrations.length}`);
}

const schemaOf = (database: DatabaseSync) =>
  (database.prepare("PRAGMA user_version").get() as { user_version: number }).user_version;

/** Over all that the file says about its tables. */
export function schemaChecksum(database: DatabaseSync): number {
  const rows = database.prepare("SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY type, name").all();
  return checksum("sqlite_schema", rows.flatMap((row) => Object.values(row) as Plain[]));
}

function sealSchema(database: DatabaseSync): void {
  database.prepare("UPDATE store SET schema = ?").run(schemaChecksum(database));
  database.exec(`UPDATE store SET checksum = row_checksum(
    'store', id, identity, change, last_collection, last_space, last_subject, last_template, schema)`);
}

/** What steps say and SQL has not. Steps are bound to them: they are never changed. */
function defineFunctions(database: DatabaseSync): void {
  database.function("new_identity", () => randomUUID());
  database.function("row_checksum", { varargs: true }, (...values: SQLOutputValue[]) => {
    const [table, ...columns] = values;
    const last = columns.at(-1);
    return last instanceof Uint8Array
      ? checksum(table as string, columns.slice(0, -1) as Plain[], last)
      : checksum(table as string, columns as Plain[]);
  });
  database.aggregate("label_digest", {
    start: () => writeDigest(emptyDigest),
    step: (digest, label) => writeDigest(withLabel(readDigest(digest as string), label as number)),
    result: (digest) => digest,
  });
}
