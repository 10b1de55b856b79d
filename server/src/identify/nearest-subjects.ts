import type { UnitVector } from "@likeness/sdk/core";
import type { Answered } from "../index/live-indexes.ts";
import type { IndexStatus } from "../index/port.ts";

export interface NearestQuery {
  readonly probe: UnitVector;
  /** Cosine: who scores less does not pass. */
  readonly threshold: number;
  /** Subjects, at most. */
  readonly most: number;
  /** Who is passed over: whoever is searched for by templates of their own. */
  readonly except?: string | undefined;
}

export interface NearestSubjects {
  /** With the score of the best template of each, best first. */
  readonly subjects: readonly (readonly [subject: string, score: number])[];
  readonly compared: number;
  readonly status: IndexStatus;
}

/**
 * The subjects that pass.
 *
 * An index answers with templates, and one subject may have many near the probe: asking for as many templates as subjects
 * would silently drop subjects behind them. So more are asked for until there are enough, or none passes.
 *
 * @param subjectOf nobody's if the template was erased since the search began
 */
export async function nearestSubjects(
  search: (probe: UnitVector, k: number) => Promise<Answered>,
  subjectOf: (label: number) => string | undefined,
  { probe, threshold, most, except }: NearestQuery,
): Promise<NearestSubjects> {
  for (let k = most * 4; ; k *= 4) {
    const { hits, compared, status } = await search(probe, k);
    const passing = hits.filter(({ score }) => score >= threshold);
    const best = new Map<string, number>();
    for (const { label, score } of passing) {
      const subject = subjectOf(label);
      if (subject !== undefined && subject !== except && !best.has(subject)) best.set(subject, score);
    }
    const isWhole = hits.length < k || passing.length < hits.length;
    if (best.size >= most || isWhole) return { subjects: [...best].slice(0, most), compared, status };
  }
}
