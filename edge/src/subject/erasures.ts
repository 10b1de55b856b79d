import type { LogEnd } from "./audit-log.ts";
import { hasTable, makeTable } from "../storage/tables.ts";

/** What a receipt is made of. */
export interface ErasedSubject {
  /** How many templates are gone. */
  readonly templates: number;
  /** Where the subject's log ended. */
  readonly log: LogEnd;
}

/** What has been erased, until it has been answered: the bucket may have been out of reach when it was asked for. */
export interface Erasures {
  keep(erased: ErasedSubject): void;
  /** The one that nobody has been told of yet. */
  untold(): ErasedSubject | undefined;
  told(erased: ErasedSubject): void;
}

const schema = `
  CREATE TABLE IF NOT EXISTS erasure (only INTEGER PRIMARY KEY CHECK (only = 1), templates INTEGER NOT NULL,
    sequence INTEGER NOT NULL, hash TEXT NOT NULL)`;

export function createErasures(sql: SqlStorage): Erasures {
  return {
    keep: ({ templates, log: { sequence, hash } }) => {
      makeTable(sql, "erasure", schema);
      sql.exec(
        "INSERT OR REPLACE INTO erasure (only, templates, sequence, hash) VALUES (1, ?, ?, ?)",
        templates,
        sequence,
        hash,
      );
    },
    untold: () => {
      if (!hasTable(sql, "erasure")) return undefined;
      const [row] = sql
        .exec<{ templates: number; sequence: number; hash: string }>("SELECT templates, sequence, hash FROM erasure")
        .toArray();
      return row && { templates: row.templates, log: { sequence: row.sequence, hash: row.hash } };
    },
    told: ({ log: { hash } }) => {
      // One that came after it is not told with it.
      if (hasTable(sql, "erasure")) sql.exec("DELETE FROM erasure WHERE hash = ?", hash);
    },
  };
}
