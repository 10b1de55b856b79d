import { closeSync, fstatSync, fsyncSync, openSync, readSync, statSync, writeSync } from "node:fs";
import type { DatabaseSync } from "node:sqlite";
import { told } from "./failures.ts";
import { mostPages, withoutResidue } from "./residue.ts";
import { writtenPages } from "./written-pages.ts";

/** Pages; 16 MB. A longer log is taken into the file, though nothing asks for it. */
const longest = 4_000;

/** The write-ahead log, and what is left of rows in unused parts of the file's pages. */
export interface Log {
  /**
   * The pages are overwritten in the file, what they do not use is overwritten too, and the log is emptied: what was
   * deleted is in no file any more.
   *
   * @throws Problem `storage_full`, `storage_failed`; then it is still to be done, and harms nothing
   */
  empty(): void;
  /** Does so when the log has become long. What hinders it is no failure of who wrote last: it is tried again. */
  tend(): void;
  /** The same for every page of the file. */
  scrubAll(): void;
  /** Reads the file from end to end: what is then read here and there is in memory, and a disk is quickest that way. */
  readThrough(): void;
  /** After the database is closed: see below. */
  close(): void;
}

/** Of a database that is never written to, or is in memory. */
export const noLog: Log = { empty: () => {}, tend: () => {}, scrubAll: () => {}, readThrough: () => {}, close: () => {} };

/**
 * Of a database that nobody else has open, and that takes nothing into the file by itself.
 *
 * The file is opened once and for all: to close any descriptor of a file lets go of all POSIX locks that the process has on it
 * (https://www.sqlite.org/howtocorrupt.html, 2.2), SQLite's too.
 */
export function writeAheadLog(database: DatabaseSync): Log {
  const path = database.location();
  if (path === null) return noLog;

  const pageSize = (database.prepare("PRAGMA page_size").get() as { page_size: number }).page_size;
  const file = openSync(path, "r+");
  const page = Buffer.alloc(pageSize);

  /** In place: what is written differs only where nothing is kept, so that it may be torn by a crash. */
  function scrub(numbers: Iterable<number>): void {
    const pages = Math.floor(fstatSync(file).size / pageSize);
    let scrubbed = false;
    for (const number of numbers) {
      if (number < 1 || number > pages || pages >= mostPages) continue;
      readSync(file, page, 0, pageSize, (number - 1) * pageSize);
      if (!withoutResidue(page, number)) continue;
      writeSync(file, page, 0, pageSize, (number - 1) * pageSize);
      scrubbed = true;
    }
    if (!scrubbed) return;
    fsyncSync(file);
    // SQLite has some of these pages in memory as they were, and would write them so.
    database.exec("PRAGMA shrink_memory");
  }

  function checkpoint(mode: "FULL" | "TRUNCATE"): void {
    const { busy } = database.prepare(`PRAGMA wal_checkpoint(${mode})`).get() as { busy: number };
    if (busy) throw new Error("the log cannot be emptied while the store is being read");
  }

  // The log is emptied last: after a kill in between it still says which pages there are to look at.
  const empty = () =>
    told(() => {
      const numbers = writtenPages(`${path}-wal`, pageSize);
      checkpoint("FULL");
      scrub(numbers);
      checkpoint("TRUNCATE");
    });

  return {
    empty,
    tend: () => {
      try {
        if (lengthOf(`${path}-wal`) > longest * pageSize) empty();
      } catch {
        // It is all in the log, and stays there.
      }
    },
    scrubAll: () =>
      told(() => {
        empty();
        scrub(Array.from({ length: Math.floor(fstatSync(file).size / pageSize) }, (_, i) => i + 1));
      }),
    readThrough: () =>
      told(() => {
        const some = Buffer.allocUnsafe(1 << 22);
        while (readSync(file, some) > 0);
      }),
    close: () => closeSync(file),
  };
}

const lengthOf = (path: string) => statSync(path, { throwIfNoEntry: false })?.size ?? 0;
