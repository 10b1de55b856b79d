import type { Candidate, Identified, Reach, SearchStage } from "@likeness/sdk/contract";
import type { UnitVector } from "@likeness/sdk/core";
import { searchStage, type Searched, type SearchedStage } from "./stage.ts";
import { strengthBy } from "./strength.ts";

/** Probes of one subject and one model, and where they are searched. */
export interface Asked {
  readonly searched: Searched;
  readonly probes: readonly UnitVector[];
}

export interface Identification {
  /** One a model: [MOD1]. */
  readonly asked: readonly [Asked, ...Asked[]];
  /** Of the whole search. */
  readonly targetFpir: number;
  readonly maxCandidates: number;
  readonly except?: string | undefined;
  readonly reach?: Reach | undefined;
}

const milliseconds = () => performance.now();

/**
 * 1:N: a stage a model, each by its own calibration. The false positives that are allowed are shared between the stages, so that
 * the whole search keeps the rate; who is found by several models counts by the strongest.
 */
export async function identify(search: Identification, clock: () => number = milliseconds): Promise<Identified> {
  const { asked, targetFpir, maxCandidates: most, except, reach } = search;
  const share = -Math.expm1(Math.log1p(-targetFpir) / asked.length);
  const stages = await Promise.all(
    asked.map(({ searched, probes }) => searchStage(searched, { probes, targetFpir: share, most, except }, clock)),
  );
  const [first] = stages as [SearchedStage, ...SearchedStage[]];
  const several = stages.length > 1;
  return {
    candidates: several ? fused(asked, stages).slice(0, most) : first.found.map(ranked),
    modelId: first.stage.modelId,
    threshold: several ? { ...first.threshold, fpir: together(stages) } : first.threshold,
    plan: stages.map(({ stage, threshold }): SearchStage => {
      if (several) return { ...stage, threshold };
      const { modelId: _, ...alone } = stage;
      return alone;
    }),
    ...(reach && { reach }),
  };
}

const ranked = ([subject, score]: readonly [string, number], i: number): Candidate => ({ subject, rank: i + 1, score });

function fused(asked: readonly Asked[], stages: readonly SearchedStage[]): Candidate[] {
  const strength = strengthBy(asked.map(({ searched }) => searched.card));
  const strongest = new Map<string, Candidate & { readonly strength: number }>();
  stages.forEach(({ found, stage }, i) => {
    for (const [subject, score] of found) {
      const one = { subject, score, modelId: stage.modelId, strength: strength(asked[i]!.searched.card, score) };
      const other = strongest.get(subject);
      if (!other || other.strength < one.strength) strongest.set(subject, one);
    }
  });
  return [...strongest.values()]
    .toSorted((a, b) => b.strength - a.strength)
    .map(({ subject, score, modelId }, i) => ({ subject, rank: i + 1, score, modelId }));
}

/** The chance that any of the stages has a false positive. */
const together = (stages: readonly SearchedStage[]) =>
  -Math.expm1(stages.reduce((none, { threshold }) => none + Math.log1p(-threshold.fpir), 0));
