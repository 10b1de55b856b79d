import { useCallback, useEffect, useRef, useState } from "react";
import type { OfflineVerified, Verified } from "../likeness/exported-types.ts";
import type { Problem } from "../core/index.ts";
import type { Face } from "../face/index.ts";
import type { For, Likeness, VerifyOptions } from "../likeness/likeness.ts";
import { asProblem } from "./use-likeness.ts";

export interface UseVerify<Source> {
  readonly status: "idle" | "verifying" | "answered" | "failed";
  readonly result: For<Verified | OfflineVerified> | undefined;
  readonly problem: Problem | undefined;
  /** Ends what is under way, and begins anew. Gives nothing when it was itself ended. */
  verify(source: Source | Face): Promise<For<Verified | OfflineVerified> | undefined>;
  /** Ends what is under way, and forgets the answer. */
  reset(): void;
}

const idle = { status: "idle", result: undefined, problem: undefined } as const;

/** Verifications of one subject, one at a time: the newest counts. */
export function useVerify<Source>(
  likeness: Likeness<Source> | undefined,
  { collection, subject, ...options }: Omit<VerifyOptions, "signal">,
): UseVerify<Source> {
  const [state, setState] = useState<Pick<UseVerify<Source>, "status" | "result" | "problem">>(idle);
  const running = useRef<AbortController>(undefined);
  /** Options are often written anew in each render; that is no reason for a new `verify`. */
  const latest = useRef(options);
  latest.current = options;

  const reset = useCallback(() => {
    running.current?.abort();
    setState(idle);
  }, []);

  useEffect(() => () => running.current?.abort(), []);
  // What was answered was of another subject.
  useEffect(reset, [reset, collection, subject]);

  const verify = useCallback(
    async (source: Source | Face) => {
      running.current?.abort();
      const controller = new AbortController();
      const { signal } = controller;
      running.current = controller;
      setState({ status: "verifying", result: undefined, problem: undefined });
      try {
        if (!likeness) throw new Error("verify was called before the likeness was ready");
        const result = await likeness.verify(source, { ...latest.current, collection, subject, signal });
        if (signal.aborted) return undefined;
        setState({ status: "answered", result, problem: undefined });
        return result;
      } catch (error) {
        if (!signal.aborted) setState({ status: "failed", result: undefined, problem: asProblem(error) });
        return undefined;
      }
    },
    [likeness, collection, subject],
  );

  return { ...state, verify, reset };
}
