import type { Compared, Estimate } from "./differences.ts";

/** What a comparison with the embeddings as they were says. */
export type Verdict = "better" | "worse" | "no difference shown";

/**
 * Better only where one of the two rates is, beyond what drawing other people would give, and the other is not worse.
 */
export function verdictOf({ eer, tar }: Compared): Verdict {
  const [isBetter, isWorse] = [
    isBelow(eer.more) || isAbove(tar.more),
    isAbove(eer.more) || isBelow(tar.more),
  ];
  if (isWorse) return "worse";
  return isBetter ? "better" : "no difference shown";
}

function isAbove({ interval: [low] }: Estimate): boolean {
  return low > 0;
}

function isBelow({ interval: [, high] }: Estimate): boolean {
  return high < 0;
}
