import { quantile } from "@likeness/bench";
import { errorRates, type Comparisons } from "./error-rates.ts";

export interface Intervals {
  readonly eer: readonly [number, number];
  readonly tar: readonly [number, number];
}

/**
 * 95 % of the rates when people are drawn anew, with replacement (the subsets bootstrap of Bolle 2004): pictures of
 * one person are not independent, people are.
 */
export function bootstrapByPerson(
  comparisons: Comparisons,
  { samples = 400, random }: { samples?: number; random: () => number },
): Intervals {
  const names = [...new Set(comparisons.people)];
  const rates = Array.from({ length: samples }, () => {
    const weights = new Map<string, number>();
    for (let i = 0; i < names.length; i++) {
      const name = names[Math.floor(random() * names.length)]!;
      weights.set(name, (weights.get(name) ?? 0) + 1);
    }
    return errorRates(comparisons, { weights });
  });
  const interval = (of: "eer" | "tar") => {
    const values = rates.map((rate) => rate[of]);
    return [quantile(values, 0.025), quantile(values, 0.975)] as const;
  };
  return { eer: interval("eer"), tar: interval("tar") };
}
