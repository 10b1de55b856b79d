import { decisionThreshold, type EmbedderCard, type UnitVector } from "@likeness/sdk/core";
import type { Identified } from "@likeness/sdk/contract";
import type { Search } from "@likeness/sdk/host";
import type { VectorIndex } from "./index/port.ts";

/** What is searched: a collection's index, and what the store knows about it. */
export interface SearchedCollection {
  readonly subjects: number;
  readonly templates: number;
  /** None for an empty collection. */
  readonly index: VectorIndex | undefined;
  /** Nobody's if the template was erased since the search began. */
  readonly subjectOf: (label: number) => string | undefined;
}

/** 1:N: plan, search, decide. With one scope, everyone, the plan has one stage. */
export async function identify(card: EmbedderCard, collection: SearchedCollection, search: Search): Promise<Identified> {
  const { subjects, templates, index } = collection;
  const threshold = decisionThreshold(card.calibration, search.targetFpir, templates);
  const found = index
    ? await nearestSubjects(index, collection.subjectOf, search.probe.vector, threshold.score, search.maxCandidates)
    : [];
  return {
    candidates: found.map(([subject, score], i) => ({ subject, rank: i + 1, score })),
    modelId: card.modelId,
    threshold: { score: threshold.score, fmr: threshold.fmr, fpir: threshold.falsePositiveRate },
    plan: [{ scope: "everyone", subjects, templates, scanned: templates, exact: true }],
  };
}

/**
 * The `most` subjects that pass, each with its best template's score, best first.
 *
 * An index answers with templates, and one subject may have many near the probe: asking for `most` templates
 * would silently drop subjects behind them. So more are asked for until there are enough, or none passes.
 */
async function nearestSubjects(
  index: VectorIndex,
  subjectOf: SearchedCollection["subjectOf"],
  probe: UnitVector,
  threshold: number,
  most: number,
): Promise<[subject: string, score: number][]> {
  for (let k = most * 4; ; k *= 4) {
    const { hits } = await index.search(probe, k);
    const passing = hits.filter(({ score }) => score >= threshold);
    const best = new Map<string, number>();
    for (const { label, score } of passing) {
      const subject = subjectOf(label);
      if (subject !== undefined && !best.has(subject)) best.set(subject, score);
    }
    const complete = hits.length < k || passing.length < hits.length;
    if (best.size >= most || complete) return [...best].slice(0, most);
  }
}
