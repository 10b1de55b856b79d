import type { Isotonic } from "./isotonic.ts";

/**
 * The knots without those that rounding has put where another is: a line has one value at a place. The lowest stays, so
 * that nothing more is claimed.
 */
export function distinctKnots({ scores, llrs }: Isotonic): Isotonic {
  const kept = [...scores.keys()].filter((i) => i === 0 || scores[i]! > scores[i - 1]!);
  return { scores: kept.map((i) => scores[i]!), llrs: kept.map((i) => llrs[i]!) };
}
