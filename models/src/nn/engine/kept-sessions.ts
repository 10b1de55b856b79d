import type { StepSessions } from "./step-sessions.ts";

/** Batch sizes whose sessions are kept: an epoch has one, and perhaps a smaller one at its end. */
const sizesKept = 2;

/** Sessions by batch size, made when they are first asked for. */
export interface KeptSessions {
  of(rows: number): Promise<StepSessions>;
  release(): Promise<void>;
}

export function keptSessions(make: (rows: number) => Promise<StepSessions>): KeptSessions {
  const sessions = new Map<number, StepSessions>();
  return {
    async of(rows) {
      const known = sessions.get(rows) ?? (await make(rows));
      sessions.delete(rows);
      sessions.set(rows, known);
      const [oldest] = sessions;
      if (sessions.size > sizesKept && oldest !== undefined) {
        sessions.delete(oldest[0]);
        await oldest[1].release();
      }
      return known;
    },
    async release() {
      for (const each of sessions.values()) await each.release();
      sessions.clear();
    },
  };
}
