import { longestTicket } from "@likeness/sdk/device";
import { hasTable, makeTable } from "../storage/tables.ts";
import { ticketTolerance } from "../tickets.ts";

/**
 * What may be used once: challenges and tickets, until they would have expired anyway. Outlives the subject.
 *
 * Who spends something looks first whether it has expired by this very clock: the worker has looked by another, and
 * what it let through a moment before the end may come when the same thing, spent before, is no longer remembered.
 */
export interface Spent {
  /**
   * @param expiresAt milliseconds since 1970: until then it is remembered
   * @returns false: it was spent before
   */
  spend(id: string, expiresAt: number, now: number): boolean;
  /** When the subject was last erased, in milliseconds since 1970, for as long as a ticket from before could count. */
  erasedAt(): number | undefined;
  markErased(now: number): void;
  /** When the last of all this need be remembered no more; undefined: nothing is. */
  nextExpiry(now: number): number | undefined;
}

const schema = `
  CREATE TABLE IF NOT EXISTS spent (id TEXT PRIMARY KEY, expires_at INTEGER NOT NULL);
  CREATE INDEX IF NOT EXISTS spent_by_expiry ON spent (expires_at)`;
const erasure = "erased";
/** From an erasure on: a ticket from before may be dated after, by a clock that is ahead, and counts a while longer. */
const ticketLife = (longestTicket + 2 * ticketTolerance) * 1000;

/** Milliseconds that all is remembered for longer: a clock that was ahead for less lets nothing through twice. */
const slack = 60_000;

export function createSpent(sql: SqlStorage): Spent {
  const prune = (now: number) => sql.exec("DELETE FROM spent WHERE expires_at <= ?", now - slack);
  const erasureEnds = () =>
    sql.exec<{ expires_at: number }>("SELECT expires_at FROM spent WHERE id = ?", erasure).toArray()[0]?.expires_at;

  return {
    spend: (id, expiresAt, now) => {
      makeTable(sql, "spent", schema);
      prune(now);
      const added = sql.exec("INSERT OR IGNORE INTO spent (id, expires_at) VALUES (?, ?) RETURNING id", id, expiresAt);
      return added.toArray().length > 0;
    },
    erasedAt: () => {
      const ends = hasTable(sql, "spent") ? erasureEnds() : undefined;
      return ends === undefined ? undefined : ends - ticketLife;
    },
    markErased: (now) => {
      makeTable(sql, "spent", schema);
      // Not earlier than the one before, whatever the clock says: more tickets are from before it, and not fewer.
      const ends = Math.max(erasureEnds() ?? 0, now + ticketLife);
      sql.exec("INSERT OR REPLACE INTO spent (id, expires_at) VALUES (?, ?)", erasure, ends);
    },
    nextExpiry: (now) => {
      if (!hasTable(sql, "spent")) return undefined;
      prune(now);
      const [row] = sql.exec<{ last: number | null }>("SELECT MAX(expires_at) AS last FROM spent").toArray();
      return typeof row?.last === "number" ? row.last + slack : undefined;
    },
  };
}
