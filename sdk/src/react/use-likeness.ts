import { useEffect, useState } from "react";
import { Problem } from "../core/index.ts";
import type { Likeness } from "../likeness/likeness.ts";
import type { LoadProgress } from "../model/index.ts";

/** Whichever platform's it is, with all that it can there. */
type AnyLikeness = Pick<Likeness<never>, "close">;

export interface UseLikeness<Made extends AnyLikeness> {
  readonly status: "loading" | "ready" | "failed";
  /** There once `status` is `ready`. */
  readonly likeness: Made | undefined;
  readonly progress: LoadProgress | undefined;
  readonly problem: Problem | undefined;
}

export interface StartOptions {
  readonly signal: AbortSignal;
  onProgress(progress: LoadProgress): void;
}

/**
 * A likeness for as long as the component is mounted; it is closed, or its start is ended, when that goes.
 *
 * @param start called once, after the first render and never on a server; pass a function that does not change
 * @example
 * const start = ({ signal, onProgress }) => createLikeness({ endpoint, key, signal, onProgress });
 * const { likeness, status } = useLikeness(start);
 */
export function useLikeness<Made extends AnyLikeness>(start: (options: StartOptions) => Promise<Made>): UseLikeness<Made> {
  const [state, setState] = useState<UseLikeness<Made>>(loading);

  useEffect(() => {
    const unmounted = new AbortController();
    const { signal } = unmounted;
    setState(loading);
    const starting = start({
      signal,
      onProgress: (progress) => {
        if (!signal.aborted) setState((before) => ({ ...before, progress }));
      },
    });
    starting.then(
      (likeness) => {
        if (!signal.aborted) setState({ status: "ready", likeness, progress: undefined, problem: undefined });
      },
      (error: unknown) => {
        if (!signal.aborted) setState({ ...loading, status: "failed", problem: asProblem(error) });
      },
    );
    return () => {
      unmounted.abort();
      // One that was ready a moment before the abort came.
      void starting.then((likeness) => likeness.close()).catch(() => {});
    };
  }, [start]);

  return state;
}

const loading = { status: "loading", likeness: undefined, progress: undefined, problem: undefined } as const;

export function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  return new Problem("internal", error instanceof Error ? error.message : String(error), { cause: error });
}
