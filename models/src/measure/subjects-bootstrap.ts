import { cosine } from "@likeness/sdk/core";
import type { Labelled } from "./scores.ts";

/** Numbers from 0 up to 1, the same ones for the same seed (Park and Miller 1988). */
export function seeded(seed: number): () => number {
  let state = seed % 2147483647 || 1;
  return () => (state = (state * 48271) % 2147483647) / 2147483647;
}

interface Comparison {
  readonly score: number;
  readonly a: number;
  readonly b: number;
}

/**
 * The 95 % interval of the equal error rate by the subsets bootstrap (Bolle 2004, "Error analysis of pattern
 * recognition systems"): whole subjects are drawn again, with all their pictures, because pairs that share a subject
 * are not independent. None where no pair errs: whoever is drawn again, none will.
 */
export function equalErrorRateInterval(
  pictures: readonly Labelled[],
  { rounds = 1000, random = seeded(1) }: { rounds?: number; random?: () => number } = {},
): [number, number] | undefined {
  const subjects = [...new Set(pictures.map(({ person }) => person))];
  const { mated, nonMated } = comparisons(pictures, subjects);
  if (mated.length === 0 || nonMated.length === 0 || mated.at(-1)!.score > nonMated[0]!.score) return undefined;
  const rates = new Float64Array(rounds);
  const drawn = new Float64Array(subjects.length);
  for (let round = 0; round < rounds; round++) {
    drawn.fill(0);
    for (let i = 0; i < subjects.length; i++) drawn[Math.floor(random() * subjects.length)]!++;
    rates[round] = weightedEqualErrorRate(mated, nonMated, drawn);
  }
  rates.sort();
  return [rates[Math.floor(0.025 * rounds)]!, rates[Math.ceil(0.975 * rounds) - 1]!];
}

/** Highest score first. */
function comparisons(pictures: readonly Labelled[], subjects: readonly string[]) {
  const places = new Map(subjects.map((subject, i) => [subject, i]));
  const mated: Comparison[] = [];
  const nonMated: Comparison[] = [];
  pictures.forEach((one, i) => {
    for (const other of pictures.slice(0, i)) {
      const score = cosine(one.vector, other.vector);
      const [a, b] = [places.get(one.person)!, places.get(other.person)!];
      (a === b ? mated : nonMated).push({ score, a, b });
    }
  });
  const surestFirst = (x: Comparison, y: Comparison) => y.score - x.score;
  return { mated: mated.toSorted(surestFirst), nonMated: nonMated.toSorted(surestFirst) };
}

/** A subject that was drawn twice counts twice, but is not compared with itself as if it were two. */
function weightedEqualErrorRate(
  mated: readonly Comparison[],
  nonMated: readonly Comparison[],
  drawn: Float64Array,
): number {
  const matedWeight = mated.reduce((sum, { a }) => sum + drawn[a]!, 0);
  const nonMatedWeight = nonMated.reduce((sum, { a, b }) => sum + drawn[a]! * drawn[b]!, 0);
  let [missed, passed, next] = [matedWeight, 0, 0];
  let best = { gap: Infinity, rate: 0 };
  for (const { score, a, b } of nonMated) {
    for (; next < mated.length && mated[next]!.score >= score; next++) missed -= drawn[mated[next]!.a]!;
    const [fnmr, fmr] = [missed / matedWeight, passed / nonMatedWeight];
    const gap = Math.abs(fmr - fnmr);
    if (gap < best.gap) best = { gap, rate: (fmr + fnmr) / 2 };
    if (fmr > fnmr) break;
    passed += drawn[a]! * drawn[b]!;
  }
  return best.rate;
}
