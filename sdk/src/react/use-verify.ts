import { useCallback, useEffect, useState } from "react";
import { asProblem } from "../camera/as-problem.ts";
import type { Problem } from "../core/index.ts";
import type { Face } from "../face/index.ts";
import type { OfflineVerified, Verified } from "../likeness/exported-types.ts";
import type { For, Likeness, VerifyOptions } from "../likeness/likeness.ts";
import { useLatest } from "./use-latest.ts";
import { useOneAtATime } from "./use-one-at-a-time.ts";

export interface UseVerify<Source> {
  readonly status: "idle" | "verifying" | "answered" | "failed";
  readonly result: For<Verified | OfflineVerified> | undefined;
  readonly problem: Problem | undefined;
  /** Ends what is under way, and begins anew. Gives nothing when it was itself ended, or failed. */
  verify(source: Source | Face): Promise<For<Verified | OfflineVerified> | undefined>;
  /** Ends what is under way, and forgets the answer. */
  reset(): void;
}

type State<Source> = Pick<UseVerify<Source>, "status" | "result" | "problem"> & {
  /** Whom it is about: what is known of one subject is never shown of another, not for one render. */
  readonly about: string;
};

const idle = { status: "idle", result: undefined, problem: undefined } as const;

/** Verifications of one subject, one at a time: the newest counts. */
export function useVerify<Source>(
  likeness: Likeness<Source> | undefined,
  { collection, subject, ...options }: Omit<VerifyOptions, "signal">,
): UseVerify<Source> {
  const about = JSON.stringify([collection, subject]);
  const [state, setState] = useState<State<Source>>({ ...idle, about });
  const running = useOneAtATime();
  const latest = useLatest(options);

  useEffect(() => {
    setState((before) => (before.about === about ? before : { ...idle, about }));
    // What is under way is of the subject before.
    return running.end;
  }, [running, about]);

  const reset = useCallback(() => {
    running.end();
    setState({ ...idle, about });
  }, [running, about]);

  const verify = useCallback(
    async (source: Source | Face) => {
      const signal = running.begin();
      if (signal.aborted) return undefined;
      setState({ ...idle, status: "verifying", about });
      try {
        if (!likeness) throw new Error("verify was called before the likeness was ready");
        const result = await likeness.verify(source, { ...latest.current, collection, subject, signal });
        if (signal.aborted) return undefined;
        setState({ status: "answered", result, problem: undefined, about });
        return result;
      } catch (error) {
        if (!signal.aborted) setState({ ...idle, status: "failed", problem: asProblem(error), about });
        return undefined;
      }
    },
    [likeness, collection, subject, about, running, latest],
  );

  const { status, result, problem } = state.about === about ? state : idle;
  return { status, result, problem, verify, reset };
}
