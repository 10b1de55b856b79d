import type { Compared, KeptRate, ProbeQuality, Rates } from "../../src/measure/fusion/index.ts";

/** The rates that verifications are asked for, and those of the DET curve. */
export const asked = [1e-3, 1e-4] as const;
export const detRates = [1e-2, 3e-3, 1e-3, 3e-4, 1e-4] as const;

export interface Outcome {
  /** Of ORL and of the johns. */
  readonly people: readonly [number, number];
  readonly pictures: readonly [number, number];
  readonly shuffles: number;
  readonly rounds: number;
  readonly overViews: readonly OverViews[];
  readonly kept: readonly Kept[];
}

/** All fusions of so many views; the first is what hosts do. */
export interface OverViews {
  readonly views: number;
  readonly enrolments: number;
  readonly rows: readonly FusionRow[];
  /** Half of the views, by chance and by quality. */
  readonly halves: { readonly any: Compared; readonly better: Compared };
  /** By the rates that are asked for. */
  readonly probes: readonly ProbeQuality[];
}

export interface FusionRow {
  readonly name: string;
  readonly compared: Compared;
  /** FMR at the card's thresholds for a single comparison, by the rates that are asked for. */
  readonly atCard: readonly number[];
  /** The johns at the thresholds that ORL gave, by the rates that are asked for. */
  readonly johns: readonly Rates[];
}

export interface Kept {
  readonly views: number;
  readonly rates: readonly KeptRate[];
}
