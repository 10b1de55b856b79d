import { subjectsBootstrap } from "../../metrics/index.ts";
import { seeded } from "../../random.ts";
import { ratesAt, sum, thresholdAt, type Rates } from "./rates.ts";
import type { Verifications } from "./verifications.ts";

/** With the interval that holds 95 % of what drawing subjects again gives. */
export interface Estimate {
  readonly value: number;
  readonly interval: readonly [number, number];
}

/** A fusion at a false match rate, at a threshold of its own. */
export interface AtRate {
  readonly rate: number;
  readonly threshold: number;
  readonly falseMatches: number;
  readonly missed: number;
  readonly fnmr: Estimate;
  /** FNMR less that of the first fusion, on the same people: below zero is better. */
  readonly more: Estimate;
}

export interface Compared {
  readonly mated: number;
  readonly nonMated: number;
  readonly atRates: readonly AtRate[];
}

/**
 * Misses of several fusions of the same comparisons, each at the threshold that keeps a rate. Thresholds are chosen
 * anew in every draw of people, the same draws for all fusions.
 *
 * @param all the first is what the others are compared with
 */
export function compare(
  all: readonly Verifications[],
  rates: readonly number[],
  { rounds, seed }: { readonly rounds: number; readonly seed: number },
): Compared[] {
  const name = (fusion: number, rate: number) => `${fusion} ${rate}`;
  const statistics = (drawn?: Float64Array) => {
    const values: Record<string, number> = {};
    for (const rate of rates) {
      all.forEach((scores, fusion) => {
        const { fnmr } = at(scores, thresholdAt(scores, rate, drawn), drawn);
        values[name(fusion, rate)] = fnmr;
        values[`${name(fusion, rate)} more`] = fnmr - values[name(0, rate)]!;
      });
    }
    return values;
  };
  const values = statistics();
  const random = seeded(seed).uniform;
  const intervals = subjectsBootstrap(all[0]!.subjects, statistics, { rounds, random });
  const estimate = (name: string): Estimate => ({ value: values[name]!, interval: intervals[name]! });
  return all.map((scores, fusion) => {
    const [mated, nonMated] = [scores.mated.length, sum(scores.nonMatedCounts)];
    return {
      mated,
      nonMated,
      atRates: rates.map((rate) => {
        const threshold = thresholdAt(scores, rate);
        const { fmr, fnmr } = at(scores, threshold);
        const [falseMatches, missed] = [Math.round(fmr * nonMated), Math.round(fnmr * mated)];
        const own = { fnmr: estimate(name(fusion, rate)), more: estimate(`${name(fusion, rate)} more`) };
        return { rate, threshold, falseMatches, missed, ...own };
      }),
    };
  });
}

/** At a threshold that may be none. */
function at(scores: Verifications, threshold: number, drawn?: Float64Array): Rates {
  return Number.isNaN(threshold) ? { fmr: Number.NaN, fnmr: Number.NaN } : ratesAt(scores, threshold, drawn);
}
