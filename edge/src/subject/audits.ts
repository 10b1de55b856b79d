import type { AuditsKept } from "@likeness/sdk/contract";
import { auditPage, type AuditRow, type KeptAudits, type Page, type SignedAudit } from "@likeness/sdk/host";
import { hasTable, makeTable } from "../storage/tables.ts";

/** What devices have decided offline about one subject, in its object's SQLite. */
export interface Audits {
  keep(audits: readonly SignedAudit[]): AuditsKept;
  page(page: Page): KeptAudits;
  erase(): void;
}

const schema = `
  CREATE TABLE IF NOT EXISTS audits (number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE,
    grant_id TEXT NOT NULL, begins TEXT NOT NULL, sequence INTEGER NOT NULL, previous TEXT NOT NULL,
    signed TEXT NOT NULL, received_at TEXT NOT NULL);
  CREATE INDEX IF NOT EXISTS audits_by_sequence ON audits (grant_id, sequence)`;

/** Whether its chain is whole is asked when it is read: audits may come in any order. */
const select = `
  SELECT number, signed, received_at, CASE
    WHEN EXISTS (SELECT 1 FROM audits o WHERE o.grant_id = a.grant_id AND o.sequence = a.sequence AND o.id <> a.id)
      THEN 'fork'
    WHEN (a.sequence = 1 AND a.previous = a.begins) OR EXISTS (SELECT 1 FROM audits o
      WHERE o.grant_id = a.grant_id AND o.sequence = a.sequence - 1 AND o.id = a.previous) THEN 'whole'
    ELSE 'gap' END AS chain
  FROM audits a WHERE number > ? ORDER BY number LIMIT ?`;

export function createAudits(sql: SqlStorage, now: () => Date): Audits {
  return {
    keep: (audits) => {
      makeTable(sql, "audits", schema);
      let added = 0;
      for (const { id, grant, begins, sequence, previous, signed } of audits) {
        const inserted = sql.exec(
          `INSERT OR IGNORE INTO audits (id, grant_id, begins, sequence, previous, signed, received_at)
           VALUES (?, ?, ?, ?, ?, ?, ?) RETURNING number`,
          id,
          grant,
          begins,
          sequence,
          previous,
          signed,
          now().toISOString(),
        );
        added += inserted.toArray().length;
      }
      return { added, known: audits.length - added };
    },

    page: ({ after, limit }) => {
      if (!hasTable(sql, "audits")) return { audits: [], next: undefined };
      return auditPage(sql.exec<AuditRow>(select, after, limit + 1).toArray(), limit);
    },

    erase: () => {
      if (hasTable(sql, "audits")) sql.exec("DELETE FROM audits");
    },
  };
}
