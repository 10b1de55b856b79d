import { total, type Tally } from "./tally.ts";

/** Neighbouring scores with one share of mated pairs. */
export interface Pool {
  /** The lowest and the highest score in it; none in what stands for pairs that were not seen. */
  readonly from: number;
  readonly to: number;
  readonly mated: number;
  readonly nonMated: number;
}

/**
 * The rising steps that are nearest to what was seen: pool adjacent violators (Ayer et al. 1955; Zadrozny and Elkan
 * 2002, "Transforming classifier scores into accurate multiclass probability estimates"). Equal scores are one place.
 */
export function poolAdjacentViolators(places: Iterable<Pool>): Pool[] {
  const pools: Pool[] = [];
  for (const place of places) {
    let last = place;
    for (let before = pools.at(-1); before && share(before) >= share(last); before = pools.at(-1)) {
      pools.pop();
      last = joined(before, last);
    }
    pools.push(last);
  }
  return pools;
}

/** The part of the pairs in a pool that is mated. */
export function share({ mated, nonMated }: Pick<Pool, "mated" | "nonMated">): number {
  return mated / (mated + nonMated);
}

export function placesOf({ scores, mated, nonMated }: Tally): Pool[] {
  return Array.from(scores, (score, i) => ({ from: score, to: score, mated: mated[i]!, nonMated: nonMated[i]! })).filter(
    // Subjects that were not drawn leave places without a pair.
    (place) => place.mated + place.nonMated > 0,
  );
}

/** Knots of a rising line: between them it goes straight. */
export interface Isotonic {
  readonly scores: readonly number[];
  readonly llrs: readonly number[];
}

/**
 * The log-likelihood ratio of a score, without a form that it must have but that it rises. At either end one pair of
 * each kind counts that was not seen (Laplace's rule of succession, as Brümmer and du Preez 2006 have it), so that no
 * ratio is infinite: what N pairs say is worth about log N at most.
 */
export function fitIsotonic(tally: Tally): Isotonic {
  const unseen = (score: number): Pool => ({ from: score, to: score, mated: 1, nonMated: 1 });
  const pools = poolAdjacentViolators([unseen(-Infinity), ...placesOf(tally), unseen(Infinity)]);
  const prior = Math.log(total(tally.mated) / total(tally.nonMated));
  const [scores, llrs]: [number[], number[]] = [[], []];
  for (const pool of pools) {
    const llr = Math.log(pool.mated / pool.nonMated) - prior;
    for (const score of new Set(edges(pool, tally))) {
      scores.push(score);
      llrs.push(llr);
    }
  }
  return { scores, llrs };
}

/** Where a pool begins and ends among the scores that were seen. */
function edges({ from, to }: Pool, { scores }: Tally): number[] {
  const [lowest, highest] = [scores[0]!, scores.at(-1)!];
  if (to < lowest || from > highest) return [];
  return [Math.max(from, lowest), Math.min(to, highest)];
}

function joined(low: Pool, high: Pool): Pool {
  return { from: low.from, to: high.to, mated: low.mated + high.mated, nonMated: low.nonMated + high.nonMated };
}
