import type { DatabaseSync } from "node:sqlite";
import type { AuditsKept } from "@likeness/sdk/contract";
import { auditPage, type AuditRow, type KeptAudits, type Page, type SignedAudit } from "@likeness/sdk/host";
import { assertIntact, checksum } from "./checksums.ts";
import { all, first } from "./rows.ts";

/** What devices have decided offline, a subject at a time. Within the transactions of the store. */
export interface AuditRows {
  keep(subjectId: number, audits: readonly SignedAudit[], receivedAt: string): AuditsKept;
  page(subjectId: number, page: Page): KeptAudits;
  erase(subjectId: number): void;
}

export interface KeptRow {
  number: number;
  subject_id: number;
  id: string;
  grant_id: string;
  begins: string;
  sequence: number;
  previous: string;
  signed: string;
  received_at: string;
  checksum: number;
}

export const sumOfAudit = (row: Omit<KeptRow, "checksum">): number =>
  checksum("audits", [
    row.number,
    row.subject_id,
    row.id,
    row.grant_id,
    row.begins,
    row.sequence,
    row.previous,
    row.signed,
    row.received_at,
  ]);

export function auditRows(database: DatabaseSync, assertSound: () => void): AuditRows {
  const find = database.prepare("SELECT 1 FROM audits WHERE subject_id = ? AND id = ?");
  const lastNumber = database.prepare(
    "SELECT coalesce(max(seq), 0) AS last FROM sqlite_sequence WHERE name = 'audits'",
  );
  const add = database.prepare("INSERT INTO audits VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
  // Whether its chain is whole is asked when it is read: audits may come in any order.
  const select = database.prepare(`
    SELECT a.*, CASE
      WHEN EXISTS (SELECT 1 FROM audits o WHERE o.subject_id = a.subject_id AND o.grant_id = a.grant_id
        AND o.sequence = a.sequence AND o.id <> a.id) THEN 'fork'
      WHEN (a.sequence = 1 AND a.previous = a.begins) OR EXISTS (SELECT 1 FROM audits o WHERE o.subject_id = a.subject_id
        AND o.grant_id = a.grant_id AND o.sequence = a.sequence - 1 AND o.id = a.previous) THEN 'whole'
      ELSE 'gap' END AS chain
    FROM audits a WHERE subject_id = ? AND number > ? ORDER BY number LIMIT ?`);
  const drop = database.prepare("DELETE FROM audits WHERE subject_id = ?");

  return {
    keep: (subjectId, audits, receivedAt) => {
      let added = 0;
      for (const { id, grant, begins, sequence, previous, signed } of audits) {
        if (first(find, subjectId, id)) continue;
        const number = first<{ last: number }>(lastNumber)!.last + 1;
        const row = { number, subject_id: subjectId, id, grant_id: grant, begins, sequence, previous, signed };
        const sum = sumOfAudit({ ...row, received_at: receivedAt });
        add.run(number, subjectId, id, grant, begins, sequence, previous, signed, receivedAt, sum);
        added++;
      }
      return { added, known: audits.length - added };
    },

    page: (subjectId, { after, limit }) => {
      assertSound();
      const rows = all<AuditRow & KeptRow>(select, subjectId, after, limit + 1);
      for (const row of rows) assertIntact("audits", row.number, row.checksum, sumOfAudit(row));
      return auditPage(rows, limit);
    },

    erase: (subjectId) => {
      drop.run(subjectId);
    },
  };
}
