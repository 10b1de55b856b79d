import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import type { LogEntry, LogEvent } from "@likeness/sdk/contract";
import { hashedText, mostLogEntries, noEntry } from "@likeness/sdk/core";
import type { Page } from "@likeness/sdk/host";
import { forget, recall, remember } from "../storage/memory.ts";
import { hasTable, makeTable } from "../storage/tables.ts";

/** Where a log ends: its last entry's number and hash. */
export interface LogEnd {
  readonly sequence: number;
  readonly hash: string;
}

export interface LogPart {
  readonly entries: readonly LogEntry[];
  /** Where the next page begins, if there is more. */
  readonly next: number | undefined;
  readonly end: LogEnd;
}

/**
 * What has happened with one subject, each entry bound to the one before by its hash: [LOG1], [LOG2]. Synchronous, hash
 * and all, so that an entry is part of the transaction that it tells of.
 */
export interface AuditLog {
  append(event: LogEvent, by: string, details: LogEntry["details"], now: Date): void;
  page(page: Page): LogPart;
  end(): LogEnd;
  erase(): void;
}

/** In memory. */
const name = "end of the audit log";

const schema = `
  CREATE TABLE IF NOT EXISTS audit_log (sequence INTEGER PRIMARY KEY, at TEXT NOT NULL, event TEXT NOT NULL,
    by TEXT NOT NULL, details TEXT NOT NULL, previous TEXT NOT NULL, hash TEXT NOT NULL)`;

type Row = {
  sequence: number;
  at: string;
  event: string;
  by: string;
  details: string;
  previous: string;
  hash: string;
};

export function createAuditLog(sql: SqlStorage): AuditLog {
  const end = () =>
    recall(sql, name, (): LogEnd => {
      if (!hasTable(sql, "audit_log")) return { sequence: 0, hash: noEntry };
      const [last] = sql
        .exec<{ sequence: number; hash: string }>("SELECT sequence, hash FROM audit_log ORDER BY sequence DESC LIMIT 1")
        .toArray();
      return last ?? { sequence: 0, hash: noEntry };
    });

  return {
    end,

    append: (event, by, details, now) => {
      makeTable(sql, "audit_log", schema);
      const last = end();
      // SQLite keeps UTF-8, which has no halves of surrogate pairs: what is hashed has to be what will be read.
      const entry = { sequence: last.sequence + 1, at: now.toISOString(), event, by: by.toWellFormed(), details, previous: last.hash };
      const hash = bytesToHex(sha256(utf8ToBytes(hashedText(entry))));
      sql.exec(
        "INSERT INTO audit_log (sequence, at, event, by, details, previous, hash) VALUES (?, ?, ?, ?, ?, ?, ?)",
        entry.sequence,
        entry.at,
        event,
        entry.by,
        JSON.stringify(details),
        entry.previous,
        hash,
      );
      remember(sql, name, { sequence: entry.sequence, hash } satisfies LogEnd);
      if (entry.sequence > mostLogEntries) {
        sql.exec("DELETE FROM audit_log WHERE sequence <= ?", entry.sequence - mostLogEntries);
      }
    },

    page: ({ after, limit }) => {
      if (!hasTable(sql, "audit_log")) return { entries: [], next: undefined, end: end() };
      const rows = sql
        .exec<Row>("SELECT * FROM audit_log WHERE sequence > ? ORDER BY sequence LIMIT ?", after, limit + 1)
        .toArray();
      const entries = rows.slice(0, limit).map(({ event, details, ...row }) => ({
        ...row,
        event: event as LogEvent,
        details: JSON.parse(details) as LogEntry["details"],
      }));
      return { entries, next: rows.length > limit ? entries.at(-1)?.sequence : undefined, end: end() };
    },

    erase: () => {
      if (hasTable(sql, "audit_log")) sql.exec("DELETE FROM audit_log");
      forget(sql, name);
    },
  };
}
