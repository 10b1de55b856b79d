import { useEffect, useState } from "react";
import { asProblem } from "../camera/as-problem.ts";
import type { Problem } from "../core/index.ts";
import type { Likeness } from "../likeness/likeness.ts";
import type { LoadProgress } from "../model/index.ts";
import { useLatest } from "./use-latest.ts";

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
 * @param start called after the first render, never on a server; it may be written in the component
 * @param of what the likeness is made for: when it changes, another one is made. Loading models is dear, and so a
 *   `start` that is a new function in each render is no reason for it
 * @example
 * const { likeness, status } = useLikeness((options) => createLikeness({ endpoint, key, ...options }), endpoint);
 */
export function useLikeness<Made extends AnyLikeness>(
  start: (options: StartOptions) => Promise<Made>,
  of?: string | number,
): UseLikeness<Made> {
  const [state, setState] = useState<UseLikeness<Made>>(loading);
  // Before the effect that calls it: effects run in the order in which they are written.
  const latest = useLatest(start);

  useEffect(() => {
    const unmounted = new AbortController();
    const { signal } = unmounted;
    setState(loading);
    const onProgress = (progress: LoadProgress) => {
      if (signal.aborted) return;
      setState((before) => (before.status === "loading" ? { ...before, progress } : before));
    };
    // Of a function that throws at once, too, the failure is the hook's answer.
    const starting = (async () => latest.current({ signal, onProgress }))();
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
      starting.then((likeness) => likeness.close()).catch(() => {});
    };
  }, [latest, of]);

  return state;
}

const loading = { status: "loading", likeness: undefined, progress: undefined, problem: undefined } as const;
