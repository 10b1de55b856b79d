import type { AttemptsState } from "@likeness/sdk/contract";
import { Problem } from "@likeness/sdk/core";
import { hasTable, makeTable } from "../storage/tables.ts";
import { forget, recall, remember } from "../storage/memory.ts";
import type { Policy } from "../policy.ts";
import { attemptLimits, rule, type AttemptRuling } from "./attempt-policy.ts";

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
  /**
   * For what takes the place of an attempt: it is refused where an attempt would be, and counts for nothing.
   *
   * @throws Problem `attempts_delayed`, `attempts_disabled`
   */
  assertOpen(policy: Policy, now: Date): void;
  /** Sets back what failed up to this attempt, and not those that were begun after it: [ATT4]. */
  matched(attempt: number): void;
  state(policy: Policy, now: Date): AttemptsState;
  /** From here on no failure counts any more. */
  enable(): void;
  erase(): void;
}

/**
 * `begun`: how many ever were; `matched`: the last of them that did; `failed`: JSON, number and time of those that did not,
 * the last hundred. One row, because it is read and written with every attempt.
 */
const schema = `
  CREATE TABLE IF NOT EXISTS attempts (only INTEGER PRIMARY KEY CHECK (only = 1), begun INTEGER NOT NULL,
    matched INTEGER NOT NULL, last_at INTEGER NOT NULL, failed TEXT NOT NULL)`;

type Row = { begun: number; matched: number; last_at: number; failed: string };
type Failed = [attempt: number, at: number][];

/** In memory. */
const name = "attempts";

export function createAttempts(sql: SqlStorage): Attempts {
  /** How many were begun up to the last erasure. What of it is still under way is no attempt at who comes after. */
  let erased = 0;

  const row = () =>
    recall(sql, name, () =>
      hasTable(sql, "attempts")
        ? sql.exec<Row>("SELECT begun, matched, last_at, failed FROM attempts").toArray()[0]
        : undefined,
    );

  const write = (begun: number, matched: number, lastAt: number, all: Failed) => {
    const failed = JSON.stringify(all);
    sql.exec(
      "INSERT OR REPLACE INTO attempts (only, begun, matched, last_at, failed) VALUES (1, ?, ?, ?, ?)",
      begun,
      matched,
      lastAt,
      failed,
    );
    remember(sql, name, { begun, matched, last_at: lastAt, failed } satisfies Row);
  };

  function ruled(policy: Policy, now: Date) {
    const limits = attemptLimits(policy.presentationAttackDetection);
    const nothing = { begun: erased, matched: erased, last_at: 0, failed: "[]" };
    const { begun, matched, last_at: lastAt, failed: json } = row() ?? nothing;
    const failed = JSON.parse(json) as Failed;
    const ruling = rule(
      limits,
      {
        failures: begun - matched,
        lastAt: begun > matched ? lastAt : undefined,
        oldestAt: failed.at(-limits.mostInPeriod)?.[1],
      },
      // The latest time there was: a clock that is set back lifts nothing.
      Math.max(now.getTime(), lastAt),
    );
    return { limits, begun, matched, lastAt, failed, ruling };
  }

  return {
    begin: (policy, now) => {
      const { limits, begun, matched, lastAt, failed, ruling } = ruled(policy, now);
      const time = now.getTime();
      assertMayBegin(ruling, time);
      makeTable(sql, "attempts", schema);
      const attempt = begun + 1;
      // The latest time there was: a clock that is set back later lifts nothing.
      const at = Math.max(time, lastAt);
      write(attempt, matched, at, [...failed, [attempt, at] satisfies Failed[number]].slice(-limits.mostInPeriod));
      return attempt;
    },

    assertOpen: (policy, now) => assertMayBegin(ruled(policy, now).ruling, now.getTime()),

    matched: (attempt) => {
      const present = row();
      // Erased while it was under way. Enrolled anew as well: its number is one of those that are matched already.
      if (!present) return;
      const failed = (JSON.parse(present.failed) as Failed).filter(([number]) => number !== attempt);
      write(present.begun, Math.max(present.matched, attempt), present.last_at, failed);
    },

    state: (policy, now) => {
      const { begun, matched, ruling } = ruled(policy, now);
      return {
        failures: begun - matched,
        disabled: ruling.may === "never",
        ...(ruling.may === "wait" && { notBefore: new Date(ruling.until).toISOString() }),
      };
    },

    enable: () => {
      const present = row();
      if (present) write(present.begun, present.begun, present.last_at, []);
    },

    erase: () => {
      erased = row()?.begun ?? erased;
      if (hasTable(sql, "attempts")) sql.exec("DELETE FROM attempts");
      forget(sql, name);
    },
  };
}

function assertMayBegin(ruling: AttemptRuling, time: number): void {
  if (ruling.may === "never") throw new Problem("attempts_disabled");
  if (ruling.may === "wait") {
    throw new Problem("attempts_delayed", undefined, { retryAfter: Math.ceil((ruling.until - time) / 1000) });
  }
}
