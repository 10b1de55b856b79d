import type { UnitVector } from "@likeness/sdk/core";
import type { VectorIndex } from "../port.ts";

/** A probe, and the label that it was made from or is a view of, which does not count as found. */
export interface HeldOut {
  readonly probe: UnitVector;
  readonly own: number | undefined;
}

export interface Recall {
  /** Probes whose first place was the exact search's. */
  readonly found: number;
  readonly probes: number;
  /** The lower end of a one-sided 95 % interval of the share (Clopper and Pearson 1934). */
  readonly atLeast: number;
}

/** Whether a search's first place is the one that comparing with everybody gives: [IDX4]. */
export async function measureRecall(
  searched: Pick<VectorIndex, "search">,
  exact: Pick<VectorIndex, "search">,
  probes: readonly HeldOut[],
): Promise<Recall> {
  let found = 0;
  for (const { probe, own } of probes) {
    const [truth, answer] = await Promise.all([first(exact, probe, own), first(searched, probe, own)]);
    if (truth === undefined || truth.score === answer?.score) found++;
  }
  return { found, probes: probes.length, atLeast: lowerBound(found, probes.length) };
}

async function first({ search }: Pick<VectorIndex, "search">, probe: UnitVector, own: number | undefined) {
  const { hits } = await search(probe, own === undefined ? 1 : 2);
  return hits.find(({ label }) => label !== own);
}

const confidence = 0.95;

/**
 * The smallest share under which as many successes would still be seen in 5 % of such trials.
 *
 * @param successes of `trials`
 */
export function lowerBound(successes: number, trials: number): number {
  if (successes === 0) return 0;
  let [low, high] = [0, successes / trials];
  // The tail rises with the share: halved until there is no double in between.
  for (let step = 0; step < 60; step++) {
    const share = (low + high) / 2;
    if (upperTail(successes, trials, share) > 1 - confidence) high = share;
    else low = share;
  }
  return low;
}

/** The probability of at least so many successes, summed over the failures, of which there are few. */
function upperTail(successes: number, trials: number, share: number): number {
  let total = 0;
  let logTerm = trials * Math.log(share);
  for (let failures = 0; failures <= trials - successes; failures++) {
    total += Math.exp(logTerm);
    logTerm += Math.log((trials - failures) / (failures + 1)) + Math.log1p(-share) - Math.log(share);
  }
  return total;
}
