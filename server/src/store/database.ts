import { closeSync, fsyncSync, openSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { pathToFileURL } from "node:url";
import { asStoreProblem, told } from "./failures.ts";
import { assertPresent, migrate } from "./schema.ts";

export interface OpenedDatabase {
  readonly database: DatabaseSync;
  /** The schema that the file had. */
  readonly schema: number;
}

/**
 * A database that is this process's alone, at the present schema.
 *
 * @throws Problem `store_damaged`, `storage_full`, `storage_failed`; an error that says that it is locked, or of a later release
 */
export function openDatabase(file: string): OpenedDatabase {
  const database = new DatabaseSync(file);
  try {
    // Exclusive: a second server over the same files would search an index that does not know of this one's writes. The log
    // is taken into the file by us, because more has to be overwritten than SQLite does: see log.ts. What SQLite sets aside
    // while it works stays in memory, so that it is in no file that nobody knows of.
    database.exec(`
      PRAGMA locking_mode = EXCLUSIVE;
      PRAGMA journal_mode = WAL;
      PRAGMA wal_autocheckpoint = 0;
      PRAGMA synchronous = FULL;
      PRAGMA foreign_keys = ON;
      PRAGMA secure_delete = ON;
      PRAGMA temp_store = MEMORY;
      PRAGMA cache_size = -65536;
      PRAGMA cell_size_check = ON;
    `);
    return { database, schema: migrate(database) };
  } catch (error) {
    database.close();
    throw asStoreProblem(error);
  }
}

/**
 * A database in a file that nobody changes: any number of processes may have it open, on a medium that cannot be written to
 * as well.
 *
 * @throws Problem `store_damaged`, `storage_failed`; an error that says that it is of another release
 */
export function openForReading(file: string): OpenedDatabase {
  // SQLite then looks for no lock, log or journal (https://www.sqlite.org/uri.html, 3.2).
  const url = pathToFileURL(file);
  url.searchParams.set("immutable", "1");
  const database = told(() => new DatabaseSync(url, { readOnly: true }));
  try {
    database.exec("PRAGMA temp_store = MEMORY; PRAGMA cell_size_check = ON");
    return { database, schema: assertPresent(database) };
  } catch (error) {
    database.close();
    throw asStoreProblem(error);
  }
}

/** All of it into a new file, without what its pages do not use; on disk when it returns. */
export function copyDatabase(database: DatabaseSync, file: string): void {
  database.prepare("VACUUM INTO ?").run(file);
  const copy = openSync(file, "r");
  try {
    fsyncSync(copy);
  } finally {
    closeSync(copy);
  }
}
