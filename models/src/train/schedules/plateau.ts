import { checkedRate, type Schedule } from "./schedule.ts";

export interface PlateauOptions {
  readonly rate: number;
  /** The rate after a cut by that before; 0.1 unless told. */
  readonly factor?: number;
  /** Evaluations in a row without a new best before a cut; 3 unless told. */
  readonly patience?: number;
  /** The rate is cut no further; 0 unless told. */
  readonly minimum?: number;
}

/** The rate is cut where the validation gets no better; `ReduceLROnPlateau` of PyTorch waits one evaluation longer. */
export function plateau({ rate, factor = 0.1, patience = 3, minimum = 0 }: PlateauOptions): Schedule {
  checkedRate(rate);
  return {
    name: "plateau",
    start: [],
    rate: (_, [, , cuts = 0]) => Math.max(minimum, rate * factor ** cuts),
    // Best value, evaluations since then or since the last cut, cuts.
    observe([best, waited = 0, cuts = 0], value) {
      if (best === undefined || value > best) return [value, 0, cuts];
      return waited + 1 < patience ? [best, waited + 1, cuts] : [best, 0, cuts + 1];
    },
  };
}
