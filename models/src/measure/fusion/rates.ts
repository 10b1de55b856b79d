import type { Verifications } from "./verifications.ts";

export interface Rates {
  readonly fmr: number;
  readonly fnmr: number;
}

/**
 * At a threshold. An FMR that reaches below the highest scores, which alone were kept, is NaN.
 *
 * @param drawn how many times each subject was drawn, where they are drawn again; see `weightsOf`
 */
export function ratesAt(scores: Verifications, threshold: number, drawn?: Float64Array): Rates {
  const { mated, nonMated } = scores;
  const weights = weightsIn(scores, drawn);
  let [passed, missed, i] = [0, 0, 0];
  for (; i < nonMated.length && nonMated[i]! >= threshold; i++) passed += weights.nonMated(i);
  if (i === nonMated.length && i < sum(scores.nonMatedCounts)) passed = Number.NaN;
  for (i = 0; i < mated.length && mated[i]! < threshold; i++) missed += weights.mated(i);
  return { fmr: passed / weights.allNonMated, fnmr: missed / weights.allMated };
}

/**
 * The lowest threshold, a score itself, with no more false matches than this rate of all; NaN where the highest scores
 * that were kept do not reach so far down.
 */
export function thresholdAt(scores: Verifications, fmr: number, drawn?: Float64Array): number {
  const { mated, nonMated } = scores;
  const weights = weightsIn(scores, drawn);
  const allowed = fmr * weights.allNonMated * (1 + 1e-9);
  let [passed, beyond] = [0, 0];
  while (beyond < nonMated.length && (passed += weights.nonMated(beyond)) <= allowed) beyond++;
  if (beyond === nonMated.length) return Number.NaN;
  const refused = nonMated[beyond]!;
  // What ties with it is refused too.
  while (beyond > 0 && nonMated[beyond - 1] === refused) beyond--;
  const lowest = mated.find((score) => score > refused);
  return Math.min(lowest ?? Infinity, nonMated[beyond - 1] ?? Infinity);
}

export function sum(values: Float64Array): number {
  return values.reduce((total, value) => total + value, 0);
}

function weightsIn(scores: Verifications, drawn?: Float64Array) {
  const { subjects, matedCounts, matedSubjects, nonMatedSubjects, nonMatedCounts } = scores;
  const [a, b] = nonMatedSubjects;
  const times = drawn ?? new Float64Array(subjects).fill(1);
  let [allMated, allNonMated] = [0, 0];
  for (let i = 0; i < subjects; i++) {
    allMated += times[i]! * matedCounts[i]!;
    for (let j = 0; j < subjects; j++) allNonMated += times[i]! * times[j]! * nonMatedCounts[i * subjects + j]!;
  }
  return {
    allMated,
    allNonMated,
    mated: (i: number) => times[matedSubjects[i]!]!,
    nonMated: (i: number) => times[a[i]!]! * times[b[i]!]!,
  };
}
