import type { Pending } from "@likeness/sdk/contract";
import type { Address } from "../address.ts";
import { hasTable, makeTable } from "../storage/tables.ts";

/**
 * What the server has to be told, in the order it happened. There is no template in it: it is asked for when the
 * message is sent, so that a template rests in one place, sealed: [SEAL3].
 */
export type Message =
  | {
      readonly kind: "enrol";
      readonly address: Address;
      readonly templateId: string;
      /** All of the subject's. */
      readonly metadata: Readonly<Record<string, string>>;
      /** Drops what the subject had before, of whatever model. */
      readonly replace: boolean;
    }
  | { readonly kind: "erase"; readonly address: Address };

export interface Waiting {
  readonly sequence: number;
  readonly tries: number;
  readonly message: Message;
}

/**
 * Messages for the server, written in the transaction that they tell of: [OUT1]. A message stays until the server has
 * acknowledged it, or has refused it for good; a refused one stays as the reason why the subject is not found there.
 *
 * Each has a number that only rises, over the object's whole life; the server applies none twice and none after a
 * higher one. It is at least the time in microseconds, so that an object that was emptied, and has forgotten its last
 * one, goes on above it.
 */
export interface Outbox {
  put(message: Message): void;
  /** The oldest message that is still to be sent. */
  next(): Waiting | undefined;
  /** Whether a message is still to be sent: an erasure or a replacement takes away what came before it. */
  has(sequence: number): boolean;
  /** A message is about to be sent: from here on the server may know of the subject. */
  leaves(): void;
  /** Where there is no server, and never was one that may know of the subject, nothing need wait for it. */
  dropUntold(): void;
  acknowledged(sequence: number): void;
  /** To be tried again. */
  failed(sequence: number, code: string): void;
  /** Never to be tried again. */
  refused(sequence: number, code: string): void;
  /** What has not reached the server, and why: [OUT4]. */
  pending(): Pending | undefined;
}

const schema = `
  CREATE TABLE IF NOT EXISTS outbox (sequence INTEGER PRIMARY KEY, message TEXT NOT NULL, since INTEGER NOT NULL,
    tries INTEGER NOT NULL DEFAULT 0, problem TEXT, refused INTEGER NOT NULL DEFAULT 0);
  CREATE TABLE IF NOT EXISTS outbox_end (only INTEGER PRIMARY KEY CHECK (only = 1), sequence INTEGER NOT NULL,
    told INTEGER NOT NULL DEFAULT 0)`;

type Row = { sequence: number; message: string; since: number; tries: number; problem: string | null };

export function createOutbox(sql: SqlStorage, now: () => Date): Outbox {
  const rows = (where: string, ...values: number[]): Row[] => {
    if (!hasTable(sql, "outbox")) return [];
    return sql.exec<Row>(`SELECT * FROM outbox WHERE ${where} ORDER BY sequence`, ...values).toArray();
  };

  function nextSequence(time: number): number {
    const [end] = sql.exec<{ sequence: number }>("SELECT sequence FROM outbox_end").toArray();
    const sequence = Math.max((end?.sequence ?? 0) + 1, time * 1000);
    sql.exec(
      `INSERT INTO outbox_end (only, sequence) VALUES (1, ?)
       ON CONFLICT (only) DO UPDATE SET sequence = excluded.sequence`,
      sequence,
    );
    return sequence;
  }

  return {
    put: (message) => {
      makeTable(sql, "outbox", schema);
      const time = now().getTime();
      // Whatever was to be told of before is gone, and with it why the server refused it.
      if (message.kind === "erase" || message.replace) sql.exec("DELETE FROM outbox");
      sql.exec(
        "INSERT INTO outbox (sequence, message, since) VALUES (?, ?, ?)",
        nextSequence(time),
        JSON.stringify(message),
        time,
      );
    },

    next: () => {
      const [row] = rows("NOT refused");
      return row && { sequence: row.sequence, tries: row.tries, message: JSON.parse(row.message) as Message };
    },

    has: (sequence) => rows("sequence = ? AND NOT refused", sequence).length > 0,

    leaves: () => {
      sql.exec("UPDATE outbox_end SET told = 1 WHERE told = 0");
    },

    dropUntold: () => {
      if (hasTable(sql, "outbox")) sql.exec("DELETE FROM outbox WHERE (SELECT told FROM outbox_end) = 0");
    },

    acknowledged: (sequence) => {
      sql.exec("DELETE FROM outbox WHERE sequence = ?", sequence);
    },

    failed: (sequence, code) => {
      sql.exec("UPDATE outbox SET tries = tries + 1, problem = ? WHERE sequence = ?", code, sequence);
    },

    refused: (sequence, code) => {
      sql.exec("UPDATE outbox SET problem = ?, refused = 1 WHERE sequence = ?", code, sequence);
    },

    pending: () => {
      const all = rows("TRUE");
      const [oldest] = all;
      if (!oldest) return undefined;
      const problem = all.find(({ problem }) => problem !== null)?.problem;
      return {
        messages: all.length,
        since: new Date(oldest.since).toISOString(),
        ...(typeof problem === "string" && { problem }),
      };
    },
  };
}
