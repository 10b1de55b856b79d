import type { KeptAudit, KeptAudits } from "./gallery.ts";

/** An audit as both hosts' tables have it. */
export type AuditRow = { number: number; signed: string; received_at: string; chain: KeptAudit["chain"] };

/** The page of rows that were asked for with one more than its `limit`, which tells whether there are more. */
export function auditPage(rows: readonly AuditRow[], limit: number): KeptAudits {
  const shown = rows.slice(0, limit);
  return {
    audits: shown.map(({ signed, received_at: receivedAt, chain }) => ({ signed, receivedAt, chain })),
    next: rows.length > limit ? shown.at(-1)?.number : undefined,
  };
}
