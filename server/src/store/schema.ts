import type { DatabaseSync } from "node:sqlite";

/**
 * One step per schema version; a step is never changed once it has been released. `user_version` counts them.
 *
 * Ids that outlive their rows in memory are never used again (AUTOINCREMENT): a template's is its label in the
 * index, a collection's the index itself, and one that came to mean another face would be a false match.
 * A collection counts its own rows, because every search asks how many there are.
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
];

/** Brings a database to the present schema; refuses one that a newer release has written. */
export function migrate(database: DatabaseSync): void {
  const { user_version: version } = database.prepare("PRAGMA user_version").get() as { user_version: number };
  if (version > migrations.length) {
    throw new Error(`the store has schema ${version}; this release knows up to ${migrations.length}`);
  }
  migrations.slice(version).forEach((step, i) => {
    database.exec(`BEGIN IMMEDIATE; ${step} PRAGMA user_version = ${version + i + 1}; COMMIT;`);
  });
}
