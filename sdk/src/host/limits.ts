import type { Problem, ProblemCode } from "../core/index.ts";
import type { Caller } from "./gallery.ts";

/** One call, as far as it is known before any work is done for it. */
export interface Incoming {
  readonly request: Request;
  /** None: the API key is missing or not known. */
  readonly caller: Caller | undefined;
  /** Aborted when the caller has gone, or the time is over that it gave: it need not be let in any more. */
  readonly signal?: AbortSignal | undefined;
}

/** What is said to a call at the door. */
export interface Admission {
  /** For its answer, whatever that will be. */
  readonly headers: Readonly<Record<string, string>>;
  /** Problem `rate_limited`, with the time to wait; none: it may come in. */
  readonly refusal?: Problem;
}

/** How many calls are taken from whom. */
export interface Limits {
  /** Counts the call. A refusal is given before any work is done for it: [LIM2]. */
  admit(incoming: Incoming): Promise<Admission>;
  /** Told of a call that was let in and then refused, so that guessing costs its address and tenant more than asking. */
  refused(incoming: Incoming, code: ProblemCode): Promise<void>;
}
