import { longestTicket } from "@likeness/sdk/device";
import { recall, remember } from "./memory.ts";
import { hasTable, makeTable } from "./tables.ts";

/** What may be used once: challenges and tickets, until they would have expired anyway. Outlives the subject. */
export interface Spent {
  /**
   * @param expiresAt milliseconds since 1970: until then it is remembered
   * @returns false: it was spent before
   */
  spend(id: string, expiresAt: number, now: number): boolean;
  /** When the subject was last erased, in milliseconds since 1970, for as long as a ticket from before could live. */
  erasedAt(now: number): number | undefined;
  markErased(now: number): void;
  /** When the last of all this need be remembered no more; undefined: nothing is. */
  nextExpiry(now: number): number | undefined;
}

const schema = `
  CREATE TABLE IF NOT EXISTS spent (id TEXT PRIMARY KEY, expires_at INTEGER NOT NULL);
  CREATE INDEX IF NOT EXISTS spent_by_expiry ON spent (expires_at)`;
const erasure = "erased";
/** Milliseconds. */
const pause = 10_000;

/** In memory: when it was last pruned. */
const name = "pruned at";

const ticketLife = longestTicket * 1000;

export function createSpent(sql: SqlStorage): Spent {
  const prune = (now: number) => sql.exec("DELETE FROM spent WHERE expires_at <= ?", now);

  /** What has expired may lie for a while: it is asked for no more. */
  const pruneNowAndThen = (now: number) => {
    if (Math.abs(now - recall(sql, name, () => 0)) < pause) return;
    prune(now);
    remember(sql, name, now);
  };

  return {
    spend: (id, expiresAt, now) => {
      makeTable(sql, "spent", schema);
      pruneNowAndThen(now);
      const added = sql.exec("INSERT OR IGNORE INTO spent (id, expires_at) VALUES (?, ?) RETURNING id", id, expiresAt);
      return added.toArray().length > 0;
    },
    erasedAt: (now) => {
      if (!hasTable(sql, "spent")) return undefined;
      const [row] = sql
        .exec<{ expires_at: number }>("SELECT expires_at FROM spent WHERE id = ? AND expires_at > ?", erasure, now)
        .toArray();
      return row && row.expires_at - ticketLife;
    },
    markErased: (now) => {
      makeTable(sql, "spent", schema);
      sql.exec("INSERT OR REPLACE INTO spent (id, expires_at) VALUES (?, ?)", erasure, now + ticketLife);
    },
    nextExpiry: (now) => {
      if (!hasTable(sql, "spent")) return undefined;
      prune(now);
      const [row] = sql.exec<{ last: number | null }>("SELECT MAX(expires_at) AS last FROM spent").toArray();
      return row?.last ?? undefined;
    },
  };
}
