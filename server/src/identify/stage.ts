import type { IdentificationThreshold, SearchStage } from "@likeness/sdk/contract";
import { decisionThreshold, type EmbedderCard, type UnitVector } from "@likeness/sdk/core";
import type { Answered } from "../index/live-indexes.ts";
import { nearestSubjects } from "./nearest-subjects.ts";

/** What probes of one model are searched in: a space, or those of it who pass a filter, as of one moment. */
export interface Searched {
  readonly card: Pick<EmbedderCard, "modelId" | "calibration">;
  readonly scope: SearchStage["scope"];
  readonly subjects: number;
  readonly templates: number;
  search(probe: UnitVector, k: number): Promise<Answered>;
  readonly subjectOf: (label: number) => string | undefined;
}

export interface StageQuery {
  /** Of one subject, one at least. */
  readonly probes: readonly UnitVector[];
  /** Of this stage alone. */
  readonly targetFpir: number;
  readonly most: number;
  readonly except?: string | undefined;
}

export interface SearchedStage {
  readonly stage: SearchStage & { readonly modelId: string };
  readonly threshold: IdentificationThreshold & { readonly score: number };
  /** Best first. */
  readonly found: readonly (readonly [subject: string, score: number])[];
}

/** One stage of a plan: search, and decide by the threshold that the number of comparisons asks for. */
export async function searchStage(searched: Searched, query: StageQuery, clock: () => number): Promise<SearchedStage> {
  const { card, scope, subjects, templates, subjectOf } = searched;
  const { probes, targetFpir, most, except } = query;
  const { score, fmr, falsePositiveRate } = decisionThreshold(card.calibration, targetFpir, templates * probes.length);
  const begun = clock();
  const answers = await Promise.all(
    probes.map((probe) => nearestSubjects(searched.search, subjectOf, { probe, threshold: score, most, except })),
  );
  const milliseconds = Math.round((clock() - begun) * 1_000) / 1_000;
  const best = new Map<string, number>();
  for (const [subject, found] of answers.flatMap((answer) => answer.subjects)) {
    best.set(subject, Math.max(found, best.get(subject) ?? -1));
  }
  return {
    stage: {
      scope,
      subjects,
      templates,
      scanned: answers.reduce((sum, { compared }) => sum + compared, 0),
      exact: answers.every(({ status }) => status.exact || scope === "filter"),
      modelId: card.modelId,
      engine: answers[0]!.status.kind,
      milliseconds,
    },
    threshold: { score, fmr, fpir: falsePositiveRate },
    found: [...best].toSorted(([, a], [, b]) => b - a).slice(0, most),
  };
}
