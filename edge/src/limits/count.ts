/** How long calls are counted together, in milliseconds. It begins with the first call: so not everybody's ends at once. */
export const windowLength = 60_000;

/** What one budget has given in its present window. */
export interface Count {
  readonly used: number;
  /** Milliseconds since 1970. */
  readonly endsAt: number;
}

/** What was asked of a budget. */
export interface Wanted {
  /** Fewer are of no use. */
  readonly need: number;
  /** Whether more may come than is needed: to be given out without asking again. */
  readonly batch: boolean;
  /** How many calls a window has. Callers of one budget may have different limits; each is held to its own. */
  readonly limit: number;
}

export interface Taken {
  /** What is needed or more; less only if there is no more: then nothing is left. */
  readonly granted: number;
  readonly left: number;
  /** What was granted is good until then. */
  readonly endsAt: number;
}

/** What is leased and not used is missing elsewhere: to callers with a lower limit on the same budget, above all. */
const largestBatch = 100;

/** A budget is given out in twenty parts or more; near its end in smaller ones, so that no isolate sits on the last. */
const batchOf = (limit: number, left: number) =>
  Math.min(Math.ceil(limit / 20), Math.floor(left / 8), largestBatch);

/** Gives calls of a budget away. The sum of what a window gives is never above the limit that was asked under. */
export function take(kept: Count | undefined, { need, batch, limit }: Wanted, now: number): { taken: Taken; count: Count } {
  const { used, endsAt } = kept && kept.endsAt > now ? kept : { used: 0, endsAt: now + windowLength };
  const left = Math.max(0, limit - used);
  const granted = Math.min(left, batch ? Math.max(need, batchOf(limit, left)) : need);
  return { taken: { granted, left: left - granted, endsAt }, count: { used: used + granted, endsAt } };
}
