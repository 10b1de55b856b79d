import type { Compared } from "./compared.ts";

export type Verdict = "better" | "worse" | "no difference shown";

/**
 * Whether a fusion misses less than the first: better where it is, beyond what drawing other people would give, at any
 * of the rates and with any number of views, and worse nowhere. That is easier to pass than it should be, because of so
 * many looks one may well look better by chance; what does not even pass this has shown nothing.
 */
export function verdictOf(byViews: readonly Compared[]): Verdict {
  const differences = byViews.flatMap(({ atRates }) => atRates.map(({ more }) => more.interval));
  if (differences.some(([low]) => low > 0)) return "worse";
  return differences.some(([, high]) => high < 0) ? "better" : "no difference shown";
}
