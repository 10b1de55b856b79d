import { decisionThreshold, type Calibration, type UnitVector } from "@likeness/sdk/core";
import type { ExactIndex } from "../index/exact-index.ts";
import { presentRows } from "../index/present-rows.ts";
import { disjointSets } from "./disjoint-sets.ts";

export interface GroupedSpace {
  readonly index: ExactIndex;
  readonly subjectOf: (label: number) => string | undefined;
  readonly calibration: Calibration;
  /** Of one comparison. */
  readonly targetFmr: number;
  readonly signal: AbortSignal;
}

/** Templates that are searched for at once: the index compares so many in one reading. */
const atOnce = 256;
/** Neighbours asked for at first; more where all of them pass. */
const neighbours = 32;
/** Groups in a piece. */
const inPiece = 100;

/**
 * Who is linked: every template is compared with every other, and subjects whose comparison passes are one group. Nothing is
 * given until the last is compared, as it may link two groups; pieces with nothing in them say that it goes on.
 */
export async function* groupSpace(
  space: GroupedSpace,
): AsyncGenerator<readonly (readonly string[])[], void, undefined> {
  const { index, subjectOf, calibration, targetFmr, signal } = space;
  const { score: threshold } = decisionThreshold(calibration, targetFmr, 1);
  const sets = disjointSets<string>();

  async function link(label: number, probe: UnitVector): Promise<void> {
    const subject = subjectOf(label);
    if (subject === undefined) return;
    for (let k = neighbours; ; k *= 4) {
      const { hits } = await index.search(probe, k, { signal });
      const passing = hits.filter(({ score }) => score >= threshold);
      if (hits.length === k && passing.length === k) continue;
      for (const { label: other } of passing) {
        const name = other === label ? undefined : subjectOf(other);
        if (name !== undefined && name !== subject) sets.join(subject, name);
      }
      return;
    }
  }

  const labels = await index.labels();
  for (let from = 0; from < labels.length; from += atOnce) {
    signal.throwIfAborted();
    const some = labels.subarray(from, from + atOnce);
    const all = await index.vectors(some);
    const dimension = all.length / some.length;
    const { labels: present, vectors } = presentRows(some, all, dimension);
    const row = (i: number) => vectors.subarray(i * dimension, (i + 1) * dimension) as UnitVector;
    await Promise.all(Array.from(present, (label, i) => link(Number(label), row(i))));
    yield [];
  }

  const groups = sets
    .all()
    .map((names) => names.toSorted())
    .toSorted(([a], [b]) => (a! < b! ? -1 : 1));
  for (let from = 0; from < groups.length; from += inPiece) yield groups.slice(from, from + inPiece);
}
