import { decisionThreshold, type MeasuredThresholds } from "@likeness/sdk/core";
import { subjectsBootstrap } from "../../metrics/index.ts";
import { seeded } from "../../random.ts";
import type { Estimate } from "./compared.ts";
import { ratesAt, sum, thresholdAt } from "./rates.ts";
import type { Verifications } from "./verifications.ts";

/** What a host's threshold for several views comes to. */
export interface KeptRate {
  readonly asked: number;
  readonly threshold: number;
  /** What the host answers. */
  readonly said: number;
  /** Of all ways to make templates the one with the most false matches. */
  readonly fmr: Estimate;
  readonly falseMatches: number;
  readonly nonMated: number;
  /** Pairs of people behind those false matches. */
  readonly pairsOfPeople: number;
  /** Without mirror. */
  readonly fnmr: number;
  /** The threshold that gives the rate asked for on these very people, and how much more FNMR would be. */
  readonly fitted: { readonly threshold: number; readonly more: Estimate };
}

/**
 * The rate that comes of a card's thresholds where a subject has several views: whether what hosts say holds, and how
 * many would be missed less with thresholds that were fitted to that number of views.
 *
 * @param ways the same comparisons, with templates made in different ways; the first is without mirror
 */
export function keptRate(
  ways: readonly Verifications[],
  views: number,
  calibration: MeasuredThresholds,
  asked: number,
  { rounds, seed }: { readonly rounds: number; readonly seed: number },
): KeptRate {
  const { score: threshold, falsePositiveRate: said } = decisionThreshold(calibration, asked, views);
  const [plain] = ways;
  const rates = ways.map((scores) => ratesAt(scores, threshold));
  const worst = ways[rates.indexOf(rates.reduce((a, b) => (b.fmr > a.fmr ? b : a)))]!;
  const fitted = Math.max(...ways.map((scores) => thresholdAt(scores, asked)));
  const statistics = (drawn?: Float64Array) => ({
    fmr: ratesAt(worst, threshold, drawn).fmr,
    more: ratesAt(plain!, fitted, drawn).fnmr - ratesAt(plain!, threshold, drawn).fnmr,
  });
  const [values, random] = [statistics(), seeded(seed).uniform];
  const intervals = subjectsBootstrap(worst.subjects, statistics, { rounds, random });
  const nonMated = sum(worst.nonMatedCounts);
  return {
    asked,
    threshold,
    said,
    fmr: { value: values.fmr, interval: intervals.fmr },
    falseMatches: Math.round(values.fmr * nonMated),
    nonMated,
    pairsOfPeople: pairsBehind(worst, threshold),
    fnmr: ratesAt(plain!, threshold).fnmr,
    fitted: { threshold: fitted, more: { value: values.more, interval: intervals.more } },
  };
}

function pairsBehind({ subjects, nonMated, nonMatedSubjects: [a, b] }: Verifications, threshold: number): number {
  const pairs = new Set<number>();
  for (let i = 0; i < nonMated.length && nonMated[i]! >= threshold; i++) {
    pairs.add(Math.min(a[i]!, b[i]!) * subjects + Math.max(a[i]!, b[i]!));
  }
  return pairs.size;
}
