import { timeoutHeader } from "../contract/index.ts";
import { Problem } from "../core/index.ts";
import type { Underway } from "./gallery.ts";

/** A call, as far as it is looked at here. */
interface Arrived {
  readonly req: { readonly raw: Request; header(name: string): string | undefined };
}

/** Milliseconds. */
const longest = 3_600_000;

/** A call from its arrival to its answer's end. */
export interface Watched extends Underway {
  /**
   * @throws Problem `invalid_request` for a time that is none, `deadline_passed`, whether a timer has noticed or not:
   *   [ADM2]
   */
  assertWanted(): void;
  /** Has this called when the call ends. */
  atEnd(work: () => void): void;
  /** No timer outlives its call. */
  end(): void;
}

/** Begins to watch over a call: until its caller has gone, or has waited for as long as was said. */
export function watch(c: Arrived): Watched {
  const watched = watchedBy(c);
  const { end } = watched;
  const last: (() => void)[] = [];
  return Object.assign(watched, {
    atEnd: (work: () => void) => void last.push(work),
    end: () => {
      end();
      for (const work of last.splice(0)) work();
    },
  });
}

type Watching = Omit<Watched, "atEnd">;

function watchedBy(c: Arrived): Watching {
  const given = c.req.header(timeoutHeader);
  if (given === undefined) return whileConnected(c.req.raw);
  const milliseconds = /^[1-9]\d{0,6}$/.test(given) ? Number(given) : NaN;
  return milliseconds <= longest ? inTime(c.req.raw, milliseconds) : refused(c.req.raw);
}

/**
 * Told where the call is asked whether it is wanted, and not before: what is wrong with a call is for those it lets in.
 */
const refused = (request: Request): Watching => ({
  ...whileConnected(request),
  assertWanted: () => {
    throw new Problem("invalid_request", `${timeoutHeader}: milliseconds, from 1 to ${longest}`);
  },
});

/** Asks the request for its signal only where somebody looks at it: runtimes make it then. */
function whileConnected(request: Request): Watching {
  return {
    get signal() {
      return request.signal;
    },
    assertWanted: () => {},
    end: () => {},
  };
}

function inTime(request: Request, milliseconds: number): Watching {
  const passed = () => new Problem("deadline_passed", `it was ${milliseconds} ms`);
  const ends = performance.now() + milliseconds;
  const stop = new AbortController();
  const gone = () => stop.abort(request.signal.reason);
  const timer = setTimeout(() => stop.abort(passed()), milliseconds);
  request.signal.addEventListener("abort", gone, { once: true });
  return {
    signal: stop.signal,
    assertWanted: () => {
      // A timer waits for its turn; whoever has been held up for longer than that finds out here.
      if (performance.now() >= ends) throw passed();
    },
    end: () => {
      clearTimeout(timer);
      request.signal.removeEventListener("abort", gone);
    },
  };
}

/**
 * What a call has come to that ended because nobody waits for it any more: its own error says only that it was stopped.
 */
export function endOf(signal: AbortSignal, error: unknown): unknown {
  if (!signal.aborted || error instanceof Problem) return error;
  const { reason } = signal;
  return reason instanceof Problem ? reason : new Problem("deadline_passed", "the caller has gone", { cause: error });
}
