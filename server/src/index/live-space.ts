import type { UnitVector } from "@likeness/sdk/core";
import type { ExactIndex } from "./exact-index.ts";
import { inOrder } from "./in-order.ts";
import type { Found, IndexStatus, SearchOptions, VectorIndex } from "./port.ts";
import { buildCandidates } from "./shortcut/build.ts";
import type { Candidates, CreateCandidates } from "./shortcut/candidates.ts";
import { heldOutProbes } from "./shortcut/held-out.ts";
import { planShortcut, type ShortcutPolicy } from "./shortcut/plan.ts";
import type { Recall } from "./shortcut/recall.ts";
import { shortcutIndex } from "./shortcut/shortcut-index.ts";
import { tune } from "./shortcut/tune.ts";

export interface LiveSpaceOptions {
  readonly exact: ExactIndex;
  readonly dimension: number;
  /** Of an accepted view to its template, at least: what recall is measured with. */
  readonly similarity: number;
}

export interface Shortcuts {
  readonly create: CreateCandidates;
  readonly policy: ShortcutPolicy;
  /** Seconds. */
  readonly clock: () => number;
  /** From 0 up to 1. */
  readonly random: () => number;
}

export interface LiveStatus extends IndexStatus {
  /** Of the short cut that answers, or was refused; undefined: none was measured. */
  readonly recall: Recall | undefined;
}

/** One space in memory: an exact index, and a short cut beside it where one is worth it and was found good enough. */
export interface LiveSpace {
  readonly status: LiveStatus;
  /** In the order of the commits; undone by nothing. */
  added(labels: BigInt64Array, vectors: Float32Array): Promise<void>;
  removed(labels: BigInt64Array): Promise<void>;
  search(probe: UnitVector, k: number, options?: SearchOptions): Promise<Found>;
  /** Between changes: what is read in it is the state after the last of them. */
  between<Result>(work: (exact: ExactIndex) => Promise<Result>): Promise<Result>;
  /**
   * Makes a short cut if one is worth it, and uses it if it is good enough; the exact index answers all the time.
   *
   * @returns what came of it, in a word
   */
  improve(shortcuts: Shortcuts, signal: AbortSignal): Promise<Improvement>;
  close(): Promise<void>;
}

export type Improvement = "not worth it" | "used" | "too slow" | "finds too little";

export function liveSpace({ exact, dimension, similarity }: LiveSpaceOptions): LiveSpace {
  const step = inOrder();
  let following: Candidates | undefined;
  let answering: VectorIndex = exact;
  let recall: Recall | undefined;

  /** A short cut that does not follow any more answers no more. */
  function forget(candidates: Candidates): void {
    if (following !== candidates) return;
    following = undefined;
    answering = exact;
    candidates.close();
  }

  /** Made to the exact index first: what fails of the short cut costs the short cut, and nothing else. */
  async function follow(change: (candidates: Candidates) => Promise<void>): Promise<void> {
    const candidates = following;
    if (candidates) await change(candidates).catch(() => forget(candidates));
  }

  return {
    get status() {
      return { ...answering.status, recall };
    },

    added: (labels, vectors) =>
      step(async () => {
        await exact.add(labels, vectors);
        await follow((candidates) => candidates.add(labels, vectors));
      }),

    removed: (labels) =>
      step(async () => {
        await exact.remove(labels);
        await follow((candidates) => candidates.remove(labels));
      }),

    search: (probe, k, options) => answering.search(probe, k, options),

    between: (work) => step(() => work(exact)),

    improve: async ({ create, policy, clock, random }, signal) => {
      const held = await heldOutProbes(exact, { dimension, many: policy.probes, similarity, random });
      const exactSeconds = await typicalSeconds(
        exact,
        held.slice(0, 9).map(({ probe }) => probe),
        clock,
      );
      const plan = planShortcut(exact.status.size, exactSeconds, policy);
      if (!plan) return "not worth it";
      const begin = (candidates: Candidates) => {
        if (following) forget(following);
        following = candidates;
      };
      const candidates = await buildCandidates({ exact, dimension, plan, create, random, step, begin, signal });
      const shortcut = shortcutIndex(exact, candidates);
      const tuned = await tune(candidates, shortcut, exact, held, { exactSeconds, policy, clock });
      recall = tuned.recall;
      if (tuned.refused !== undefined || following !== candidates) {
        forget(candidates);
        return tuned.refused === "speed" ? "too slow" : "finds too little";
      }
      answering = shortcut;
      return "used";
    },

    close: async () => {
      await step(async () => {
        if (following) forget(following);
        exact.close();
      });
    },
  };
}

async function typicalSeconds(index: VectorIndex, probes: readonly UnitVector[], clock: () => number): Promise<number> {
  const times: number[] = [];
  for (const probe of probes) {
    const begun = clock();
    await index.search(probe, 10);
    times.push(clock() - begun);
  }
  return times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0;
}
