import type { VectorIndex } from "../port.ts";
import type { Candidates } from "./candidates.ts";
import type { ShortcutPolicy } from "./plan.ts";
import { measureRecall, type HeldOut, type Recall } from "./recall.ts";

export interface Tuned {
  readonly recall: Recall;
  /** Seconds of a search. */
  readonly seconds: number;
  /** Why it is not to be used; undefined: it may. */
  readonly refused: "recall" | "speed" | undefined;
}

/**
 * Looks farther and farther until recall is not under the floor, or it takes longer than is worth it: [IDX4].
 *
 * @param shortcut that searches by the candidates
 * @param exactSeconds that an exact search takes
 * @param clock seconds
 */
export async function tune(
  candidates: Candidates,
  shortcut: Pick<VectorIndex, "search">,
  exact: Pick<VectorIndex, "search">,
  probes: readonly HeldOut[],
  { exactSeconds, policy, clock }: { exactSeconds: number; policy: ShortcutPolicy; clock: () => number },
): Promise<Tuned> {
  const few = probes.slice(0, Math.ceil(probes.length / 16));
  for (let effort = 1; ; effort = Math.min(effort * 2, candidates.mostEffort)) {
    candidates.effort = effort;
    const seconds = await secondsOf(shortcut, few, clock);
    // A few tell soon that it finds too little; that it finds enough takes all of them.
    const first = await measureRecall(shortcut, exact, few);
    const isHopeful = first.found / first.probes >= policy.floor;
    const recall = isHopeful ? await measureRecall(shortcut, exact, probes) : first;
    if (seconds * policy.gain > exactSeconds) return { recall, seconds, refused: "speed" };
    if (isHopeful && recall.atLeast >= policy.floor) return { recall, seconds, refused: undefined };
    if (effort === candidates.mostEffort) return { recall, seconds, refused: "recall" };
  }
}

/** Of a search, one after the other. */
async function secondsOf(
  index: Pick<VectorIndex, "search">,
  probes: readonly HeldOut[],
  clock: () => number,
): Promise<number> {
  const begun = clock();
  for (const { probe } of probes) await index.search(probe, 1);
  return (clock() - begun) / Math.max(1, probes.length);
}
