import type { DatabaseSync } from "node:sqlite";

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
];

/**
 * Brings a database to the present schema; refuses one that a newer release has written.
 *
 * @param to for tests: the schema of an earlier release
 */
export function migrate(database: DatabaseSync, to = migrations.length): void {
  const { user_version: version } = database.prepare("PRAGMA user_version").get() as { user_version: number };
  if (version > migrations.length) {
    throw new Error(`the store has schema ${version}; this release knows up to ${migrations.length}`);
  }
  migrations.slice(version, to).forEach((step, i) => {
    database.exec(`BEGIN IMMEDIATE; ${step} PRAGMA user_version = ${version + i + 1}; COMMIT;`);
  });
}
