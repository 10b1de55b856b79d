import type { DatabaseSync } from "node:sqlite";
import { damaged, type Finding } from "./failures.ts";
import { attempt } from "./looking.ts";

/**
 * - `sound`: every index leads to each row that there is.
 * - `mended`: one did not, while every row was intact; the indexes were made anew.
 * - `unsound`: one does not, and rows are damaged as well.
 */
export type SoundnessState = "sound" | "mended" | "unsound";

/**
 * Rows carry checksums, but what SQLite finds them by does not: an entry of an index that is damaged leads past a row that is
 * there, and it would be answered that it is not. So a store is opened only once its indexes were held against their rows.
 */
export interface Soundness {
  readonly state: SoundnessState;
  /** Before it is answered that something is not there, or that this is all. @throws Problem `store_damaged` */
  assertSound(): void;
}

/** Of a file that nobody changes: whoever brought it has checked it as a whole. */
export const taken: Soundness = { state: "sound", assertSound: () => {} };

/**
 * Reads the whole file once, about a second for a million templates that are in the page cache.
 *
 * @param rowsAreIntact asked if an index is not
 * @throws Problem `storage_full`, `storage_failed`
 */
export function soundnessOf(database: DatabaseSync, rowsAreIntact: () => boolean): Soundness {
  const [first] = inFile(database);
  if (!first) return { state: "sound", assertSound: () => {} };
  // Made from a row that is damaged, an index would lead to what the row says, and past what it was.
  if (rowsAreIntact() && attempt(() => database.exec("REINDEX")).length === 0 && inFile(database).length === 0) {
    return { state: "mended", assertSound: () => {} };
  }
  return {
    state: "unsound",
    assertSound: () => {
      throw damaged(first.table, first.row, first.what);
    },
  };
}

/** What SQLite finds wrong with the file, its indexes among it (https://www.sqlite.org/pragma.html#pragma_integrity_check). */
export function inFile(database: DatabaseSync): readonly Finding[] {
  return attempt(() =>
    database
      .prepare("PRAGMA integrity_check")
      .all()
      .map((row) => Object.values(row).join(" "))
      .filter((line) => line !== "ok")
      .map((line) => ({ table: "file", row: undefined, what: `integrity_check: ${line}` })),
  );
}
