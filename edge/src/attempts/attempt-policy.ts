/** How many attempts may fail: NIST SP 800-63B-4, section 3.2.3 (biometrics). */
export interface AttemptLimits {
  /** Consecutive failures from which on each attempt has to wait. */
  readonly free: number;
  /** Consecutive failures at which there is no further attempt. */
  readonly most: number;
  /** Milliseconds between an attempt and the next, once it has to wait. */
  readonly delay: number;
  /** Failures within `period`, matches in between or not. */
  readonly mostInPeriod: number;
  /** Milliseconds. */
  readonly period: number;
}

/** @param detectsAttacks whether presentation attacks are detected: then twice as many may fail in a row */
export function attemptLimits(detectsAttacks: boolean): AttemptLimits {
  const limits = detectsAttacks ? { free: 10, most: 100 } : { free: 5, most: 50 };
  return { ...limits, delay: 30_000, mostInPeriod: 100, period: 86_400_000 };
}

/** Times in milliseconds since 1970. */
export interface AttemptHistory {
  /** How many attempts were begun after the last that matched: what is under way has failed until it matches. */
  readonly failures: number;
  /** When the last one was begun. */
  readonly lastAt: number | undefined;
  /** When the oldest of the last `mostInPeriod` failures was begun, if there were as many. */
  readonly oldestAt: number | undefined;
}

export type AttemptRuling =
  | { readonly may: "begin" }
  | { readonly may: "wait"; readonly until: number }
  | { readonly may: "never" };

/** @param now not before `lastAt`: a clock that has been set back is the caller's to see through */
export function rule(limits: AttemptLimits, { failures, lastAt, oldestAt }: AttemptHistory, now: number): AttemptRuling {
  if (failures >= limits.most) return { may: "never" };
  const delayed = failures >= limits.free && lastAt !== undefined ? lastAt + limits.delay : 0;
  const bounded = oldestAt !== undefined ? oldestAt + limits.period : 0;
  const until = Math.max(delayed, bounded);
  return until > now ? { may: "wait", until } : { may: "begin" };
}
