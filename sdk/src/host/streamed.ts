import type { Problem } from "../core/index.ts";
import type { HostOptions } from "./host-options.ts";
import type { Call } from "./known.ts";
import { asProblem, isFailure } from "./problem-answer.ts";
import { endOf } from "./underway.ts";

/** A call whose answer goes on after its status was sent: what goes wrong then has to be told in the answer. */
export interface Streamed {
  /** Aborted when the caller has gone, does not wait any longer or reads no further; and at the end. */
  readonly signal: AbortSignal;
  stop(): void;
  /** Why it has been stopped, if it has. */
  stopped(): Problem | undefined;
  /** What an error is to the caller; it is told to the log. */
  failed(error: unknown, onFailure: HostOptions["onFailure"]): Problem;
  end(): void;
}

/** Takes over the end of the call from the shell, whose own end is that of the headers. */
export function streamed(c: Call): Streamed {
  const underway = c.get("underway")!;
  c.set("underway", undefined);
  const requestId = c.get("requestId");
  const own = new AbortController();
  const stop = () => own.abort(underway.signal.reason);
  underway.signal.addEventListener("abort", stop, { once: true });
  const { signal } = own;
  return {
    signal,
    stop,
    stopped: () => (signal.aborted ? asProblem(endOf(signal, new Error("it was stopped"))) : undefined),
    failed: (error, onFailure) => {
      const problem = asProblem(endOf(signal, error));
      if (isFailure(problem)) onFailure?.({ requestId, error });
      return problem;
    },
    end: () => {
      underway.signal.removeEventListener("abort", stop);
      underway.end();
      own.abort();
    },
  };
}
