import { Problem } from "@likeness/sdk/core";

export interface GateOptions {
  /** Calls that are worked on side by side. */
  readonly atOnce: number;
  /** Milliseconds that a call may be expected to wait: one that would wait for longer is refused at once. */
  readonly patience: number;
  /** Calls that may wait while it is not yet known how fast they go. */
  readonly mostWaiting: number;
  /** Milliseconds. */
  readonly clock?: () => number;
}

/**
 * Lets in as many calls as can be worked on; a few wait, and whoever would wait for too long is told so at once: [ADM1].
 * How long that is follows from how fast those before them go.
 */
export interface Gate {
  readonly running: number;
  readonly waiting: number;
  /**
   * @param signalOf asked for only if the call has to wait
   * @returns what is to be called once, when the call is done
   * @throws Problem `overloaded`, with the time to wait; the signal's reason: [ADM2]
   */
  enter(signalOf: () => AbortSignal | undefined): Promise<() => void>;
}

interface Waiting {
  readonly admit: () => void;
}

/** Milliseconds over which the pace is taken: answers come in bursts, as searches are made together. */
const stretch = 200;

export function gate({ atOnce, patience, mostWaiting, clock = () => performance.now() }: GateOptions): Gate {
  const waiting = new Set<Waiting>();
  let running = 0;
  const pace = paceOf(clock);

  function expectedWait(): number {
    const each = pace.milliseconds();
    if (each !== undefined) return (waiting.size + 1) * each;
    return waiting.size < mostWaiting ? 0 : Number.POSITIVE_INFINITY;
  }

  function leave(): void {
    running--;
    pace.left(waiting.size > 0);
    for (const next of waiting) {
      if (running >= atOnce) return;
      next.admit();
    }
  }

  /** Calling it twice would let in one too many. */
  function taken(): () => void {
    running++;
    let isOver = false;
    return () => {
      if (isOver) return;
      isOver = true;
      leave();
    };
  }

  async function enter(signalOf: () => AbortSignal | undefined): Promise<() => void> {
    if (running < atOnce && waiting.size === 0) return taken();
    const wait = expectedWait();
    if (wait > patience) {
      const seconds = Math.max(1, Math.ceil(Math.min(wait, 60_000) / 1_000));
      throw new Problem("overloaded", `${running} calls are under way and ${waiting.size} wait`, {
        retryAfter: seconds,
      });
    }
    const signal = signalOf();
    signal?.throwIfAborted();
    pace.begin();
    return new Promise((resolve, reject) => {
      const one: Waiting = {
        admit: () => {
          waiting.delete(one);
          signal?.removeEventListener("abort", giveUp);
          resolve(taken());
        },
      };
      const giveUp = () => {
        waiting.delete(one);
        reject(signal!.reason);
      };
      waiting.add(one);
      signal?.addEventListener("abort", giveUp, { once: true });
    });
  }

  return {
    get running() {
      return running;
    },
    get waiting() {
      return waiting.size;
    },
    enter,
  };
}

/** How long it takes from one call's end to the next one's, while there are always some that wait. */
function paceOf(clock: () => number) {
  let since: number | undefined;
  let count = 0;
  let known: number | undefined;
  return {
    milliseconds: () => known,
    begin: () => {
      since ??= clock();
    },
    left: (isBusy: boolean) => {
      if (since === undefined) return;
      count++;
      const passed = clock() - since;
      if (passed >= stretch) known = passed / count;
      if (passed >= stretch || !isBusy) [since, count] = [isBusy ? clock() : undefined, 0];
    },
  };
}
