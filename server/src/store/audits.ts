import type { DatabaseSync } from "node:sqlite";
import type { AuditsKept } from "@likeness/sdk/contract";
import { auditPage, type AuditRow, type KeptAudits, type Page, type SignedAudit } from "@likeness/sdk/host";
import { all } from "./rows.ts";

/** What devices have decided offline, a subject at a time. Within the transactions of the store. */
export interface AuditRows {
  keep(subjectId: number, audits: readonly SignedAudit[], receivedAt: string): AuditsKept;
  page(subjectId: number, page: Page): KeptAudits;
  erase(subjectId: number): void;
}

export function auditRows(database: DatabaseSync): AuditRows {
  const add = database.prepare(`
    INSERT OR IGNORE INTO audits (subject_id, id, grant_id, begins, sequence, previous, signed, received_at)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?)`);
  // Whether its chain is whole is asked when it is read: audits may come in any order.
  const select = database.prepare(`
    SELECT number, signed, received_at, CASE
      WHEN EXISTS (SELECT 1 FROM audits o WHERE o.subject_id = a.subject_id AND o.grant_id = a.grant_id
        AND o.sequence = a.sequence AND o.id <> a.id) THEN 'fork'
      WHEN (a.sequence = 1 AND a.previous = a.begins) OR EXISTS (SELECT 1 FROM audits o WHERE o.subject_id = a.subject_id
        AND o.grant_id = a.grant_id AND o.sequence = a.sequence - 1 AND o.id = a.previous) THEN 'whole'
      ELSE 'gap' END AS chain
    FROM audits a WHERE subject_id = ? AND number > ? ORDER BY number LIMIT ?`);
  const drop = database.prepare("DELETE FROM audits WHERE subject_id = ?");

  return {
    keep: (subjectId, audits, receivedAt) => {
      const added = audits
        .map(({ id, grant, begins, sequence, previous, signed }) =>
          Number(add.run(subjectId, id, grant, begins, sequence, previous, signed, receivedAt).changes),
        )
        .reduce((sum, changes) => sum + changes, 0);
      return { added, known: audits.length - added };
    },

    page: (subjectId, { after, limit }) => auditPage(all<AuditRow>(select, subjectId, after, limit + 1), limit),

    erase: (subjectId) => {
      drop.run(subjectId);
    },
  };
}
