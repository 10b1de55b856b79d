import { subjectsBootstrap } from "../../metrics/index.ts";
import { seeded } from "../../random.ts";
import type { Estimate } from "./compared.ts";
import type { Verifications } from "./verifications.ts";

/** Mated comparisons of the probes whose quality lies in one part of all. */
export interface QualityPart {
  /** From and to. */
  readonly qualities: readonly [number, number];
  readonly mated: number;
  readonly missed: number;
}

export interface ProbeQuality {
  /** Worst first, as many pictures in each. */
  readonly parts: readonly QualityPart[];
  /** FNMR of the worst part less that of all others: above zero, turning the worst away would help. */
  readonly more: Estimate;
}

interface Comparison {
  readonly isMissed: boolean;
  readonly quality: number;
  readonly subject: number;
}

/** Whether probes of low quality are missed more often than others, at a threshold. */
export function probeQuality(
  { subjects, mated, matedProbes, matedSubjects }: Verifications,
  qualities: readonly number[],
  threshold: number,
  { parts, rounds, seed }: { readonly parts: number; readonly rounds: number; readonly seed: number },
): ProbeQuality {
  // By picture: cut among comparisons of equal quality, the order of their scores would decide.
  const probes = [...new Set(matedProbes)].toSorted((a, b) => qualities[a]! - qualities[b]! || a - b);
  const partOf = new Map(probes.map((probe, rank) => [probe, Math.floor((rank * parts) / probes.length)]));
  const cut: Comparison[][] = Array.from({ length: parts }, () => []);
  mated.forEach((score, i) => {
    const probe = matedProbes[i]!;
    const [isMissed, quality, subject] = [score < threshold, qualities[probe]!, matedSubjects[i]!];
    cut[partOf.get(probe)!]!.push({ isMissed, quality, subject });
  });
  const statistics = (drawn?: Float64Array) => {
    const rate = (some: readonly Comparison[]) => {
      let [all, missed] = [0, 0];
      for (const { isMissed, subject } of some) {
        const times = drawn ? drawn[subject]! : 1;
        all += times;
        if (isMissed) missed += times;
      }
      return missed / all;
    };
    return { more: rate(cut[0]!) - rate(cut.slice(1).flat()) };
  };
  const random = seeded(seed).uniform;
  const { more: interval } = subjectsBootstrap(subjects, statistics, { rounds, random });
  return {
    parts: cut.map((part) => ({
      qualities: rangeOf(part),
      mated: part.length,
      missed: part.filter(({ isMissed }) => isMissed).length,
    })),
    more: { value: statistics().more, interval },
  };
}

function rangeOf(part: readonly Comparison[]): readonly [number, number] {
  const sorted = part.map(({ quality }) => quality).toSorted((a, b) => a - b);
  return [sorted[0]!, sorted.at(-1)!];
}
