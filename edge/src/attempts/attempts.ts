import type { AttemptsState } from "@likeness/sdk/contract";
import { Problem } from "@likeness/sdk/core";
import { hasTable } from "../has-table.ts";
import type { Policy } from "../policy.ts";
import { attemptLimits, rule, type AttemptHistory, type AttemptLimits } from "./attempt-policy.ts";

/**
 * How often somebody has tried to be the subject: [ATT1] to [ATT7]. In storage, and synchronous: between reading the
 * count and writing it nothing else happens.
 */
export interface Attempts {
  /**
   * Counts an attempt as failed, until {@link Attempts.matched} says otherwise.
   *
   * @returns its number
   * @throws Problem `attempts_delayed`, with the time to wait, `attempts_disabled`; then nothing is counted
   */
  begin(policy: Policy, now: Date): number;
  /** Sets back what failed up to this attempt, and not those that were begun after it: [ATT4]. */
  matched(attempt: number): void;
  state(policy: Policy, now: Date): AttemptsState;
  /** From here on no failure counts any more. */
  enable(): void;
  erase(): void;
}

/** `begun`: how many ever were; `matched`: the last of them that did. `failed` has those of the last day. */
const schema = `
  CREATE TABLE IF NOT EXISTS attempts (only INTEGER PRIMARY KEY CHECK (only = 1), begun INTEGER NOT NULL,
    matched INTEGER NOT NULL, last_at INTEGER NOT NULL);
  CREATE TABLE IF NOT EXISTS failed_attempts (attempt INTEGER PRIMARY KEY, at INTEGER NOT NULL)`;

type Counts = { begun: number; matched: number; last_at: number };

export function createAttempts(sql: SqlStorage): Attempts {
  const counts = (): Counts | undefined => {
    if (!hasTable(sql, "attempts")) return undefined;
    return sql.exec<Counts>("SELECT begun, matched, last_at FROM attempts").toArray()[0];
  };

  function history(limits: AttemptLimits): AttemptHistory & Counts {
    const { begun, matched, last_at } = counts() ?? { begun: 0, matched: 0, last_at: 0 };
    const [oldest] = hasTable(sql, "failed_attempts")
      ? sql
          .exec<{ at: number }>(
            "SELECT at FROM failed_attempts ORDER BY attempt DESC LIMIT 1 OFFSET ?",
            limits.mostInPeriod - 1,
          )
          .toArray()
      : [];
    const lastAt = begun > 0 ? last_at : undefined;
    return { begun, matched, last_at, failures: begun - matched, lastAt, oldestAt: oldest?.at };
  }

  return {
    begin: (policy, now) => {
      const limits = attemptLimits(policy.presentationAttackDetection);
      const past = history(limits);
      const time = now.getTime();
      const ruling = rule(limits, past, time);
      if (ruling.may === "never") throw new Problem("attempts_disabled");
      if (ruling.may === "wait") {
        throw new Problem("attempts_delayed", undefined, { retryAfter: Math.ceil((ruling.until - time) / 1000) });
      }
      sql.exec(schema);
      const attempt = past.begun + 1;
      // The latest time there was: a clock that is set back later lifts nothing.
      const at = Math.max(time, past.last_at);
      sql.exec("INSERT OR REPLACE INTO attempts (only, begun, matched, last_at) VALUES (1, ?, ?, ?)", attempt, past.matched, at);
      sql.exec("INSERT INTO failed_attempts (attempt, at) VALUES (?, ?)", attempt, at);
      sql.exec(
        "DELETE FROM failed_attempts WHERE attempt NOT IN (SELECT attempt FROM failed_attempts ORDER BY attempt DESC LIMIT ?)",
        limits.mostInPeriod,
      );
      return attempt;
    },

    matched: (attempt) => {
      // Erased and enrolled anew while it was under way: it is no attempt at who is there now.
      if (!hasTable(sql, "attempts")) return;
      sql.exec("UPDATE attempts SET matched = MAX(matched, ?) WHERE begun >= ?", attempt, attempt);
      sql.exec("DELETE FROM failed_attempts WHERE attempt = ?", attempt);
    },

    state: (policy, now) => {
      const limits = attemptLimits(policy.presentationAttackDetection);
      const past = history(limits);
      const ruling = rule(limits, past, now.getTime());
      return {
        failures: past.failures,
        disabled: ruling.may === "never",
        ...(ruling.may === "wait" && { notBefore: new Date(ruling.until).toISOString() }),
      };
    },

    enable: () => {
      if (!hasTable(sql, "attempts")) return;
      sql.exec("UPDATE attempts SET matched = begun");
      sql.exec("DELETE FROM failed_attempts");
    },

    erase: () => {
      if (!hasTable(sql, "attempts")) return;
      sql.exec("DELETE FROM attempts");
      sql.exec("DELETE FROM failed_attempts");
    },
  };
}
