import { DatabaseSync } from "node:sqlite";
import { asStoreProblem } from "./failures.ts";
import { migrate } from "./schema.ts";

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
