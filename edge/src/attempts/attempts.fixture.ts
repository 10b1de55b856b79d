// Test support: attempts as the rules have them, with all of their history, and no thought of what it costs.

import type { AttemptLimits } from "./attempt-policy.ts";

export type Allowed = "begin" | "wait" | "never";

export interface NaiveAttempts {
  ruling(now: number): Allowed;
  /** @returns its number */
  begin(now: number): number;
  matched(attempt: number): void;
  enable(): void;
  failures(): number;
}

export function naiveAttempts({ free, most, delay, mostInPeriod, period }: AttemptLimits): NaiveAttempts {
  const all: { readonly at: number; hasMatched: boolean; isForgiven: boolean }[] = [];
  /** A clock that is set back stands still until it is where it was. */
  const seen = (now: number) => Math.max(now, ...all.map(({ at }) => at));
  const failures = () => {
    const last = all.findLastIndex(({ hasMatched, isForgiven }) => hasMatched || isForgiven);
    return all.length - 1 - last;
  };

  return {
    failures,
    ruling: (now) => {
      const time = seen(now);
      if (failures() >= most) return "never";
      const last = all.at(-1);
      if (last && failures() >= free && time < last.at + delay) return "wait";
      const inPeriod = all.filter(({ at, hasMatched, isForgiven }) => !hasMatched && !isForgiven && at > time - period);
      return inPeriod.length >= mostInPeriod ? "wait" : "begin";
    },
    begin: (now) => all.push({ at: seen(now), hasMatched: false, isForgiven: false }),
    matched: (attempt) => {
      all[attempt - 1]!.hasMatched = true;
    },
    enable: () => {
      for (const attempt of all) attempt.isForgiven = true;
    },
  };
}
