import type { ProblemCode } from "../core/index.ts";
import type { Caller } from "./gallery.ts";

/** One call, as far as it is known before any work is done for it. */
export interface Incoming {
  readonly request: Request;
  /** None: the API key is missing or not known. */
  readonly caller: Caller | undefined;
}

/** How many calls are taken from whom. */
export interface Limits {
  /**
   * Counts the call.
   *
   * @returns headers for its answer
   * @throws Problem `rate_limited`, with the time to wait
   */
  admit(incoming: Incoming): Promise<Readonly<Record<string, string>>>;
  /** Told of a call that was refused, so that guessing costs its address and tenant more than asking. */
  refused(incoming: Incoming, code: ProblemCode): Promise<void>;
}
