import { byStep, checkedRate, type Schedule } from "./schedule.ts";

export interface StepDecayOptions {
  readonly rate: number;
  /** The steps from which on the rate is `factor` times what it was; fractions below 1 are parts of the run. */
  readonly at: readonly number[];
  /** 0.1 unless told. */
  readonly factor?: number;
}

/** A rate that falls in stairs, as in Roth 2020 (`MultiStepLR` of PyTorch). */
export function stepDecay({ rate, at, factor = 0.1 }: StepDecayOptions): Schedule {
  checkedRate(rate);
  return byStep("step", ({ step, steps }) => {
    const passed = at.filter((edge) => step >= (edge < 1 ? edge * steps : edge)).length;
    return rate * factor ** passed;
  });
}
