import {
  equalErrorRate,
  errorCurve,
  type PairWeights,
  type SubjectScores,
  subjectsBootstrap,
  trueAcceptRate,
  weightsOf,
} from "../../src/metrics/index.ts";
import { seeded } from "../../src/random.ts";

export const falseAcceptRate = 1e-3;

const measures = ["eer", "tar"] as const;
export type Measure = (typeof measures)[number];

export interface Estimate {
  readonly value: number;
  readonly interval: readonly [number, number];
}

/** Of one way of scoring: what it comes to, and how much more than the first way on the same people. */
export type Compared = Record<Measure, { readonly own: Estimate; readonly more: Estimate }>;

/**
 * Error rates of ways of scoring the same pairs, each the mean over parts (folds of one partition or several), which
 * have a threshold of their own. Intervals are of 95 % and by drawing people again, the same ones for all ways and
 * parts, so that differences are paired.
 *
 * @param ways of each way the scores of every part; the first way is what the others are compared with
 */
export function compared(ways: readonly (readonly SubjectScores[])[], rounds: number): Compared[] {
  const subjects = ways[0]![0]!.subjects;
  const statistics = (drawn?: Float64Array) => {
    const all: Record<string, number> = {};
    ways.forEach((parts, way) => {
      // Of a part from which only one person was drawn nothing can be told; it is the same part for all ways.
      const rates = parts
        .map((scores) => ratesOf(scores, drawn && weightsOf(scores, drawn)))
        .filter(({ eer }) => !Number.isNaN(eer));
      for (const measure of measures) {
        const value = rates.reduce((sum, each) => sum + each[measure], 0) / rates.length;
        all[`${way} ${measure}`] = value;
        all[`${way} ${measure} more`] = value - all[`0 ${measure}`]!;
      }
    });
    return all;
  };
  const values = statistics();
  const random = seeded(1);
  const intervals = subjectsBootstrap(subjects, statistics, { rounds, random: () => random.uniform() });
  const estimate = (name: string): Estimate => ({ value: values[name]!, interval: intervals[name]! });
  const both = (name: string) => ({ own: estimate(name), more: estimate(`${name} more`) });
  return ways.map((_, way) => ({ eer: both(`${way} eer`), tar: both(`${way} tar`) }));
}

export function ratesOf(scores: SubjectScores, weights?: PairWeights): Record<Measure, number> {
  const curve = errorCurve(scores, weights);
  return { eer: equalErrorRate(curve), tar: trueAcceptRate(curve, falseAcceptRate) };
}
