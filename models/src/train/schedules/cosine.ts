import { byStep, checkedRate, type Schedule } from "./schedule.ts";

export interface CosineOptions {
  /** Of the first step. */
  readonly rate: number;
  /** Of the end; 0 unless told. */
  readonly minimum?: number;
}

/** Half a wave from `rate` down to `minimum` (Loshchilov and Hutter 2017, eq. 5, without restarts). */
export function cosine({ rate, minimum = 0 }: CosineOptions): Schedule {
  checkedRate(rate);
  return byStep("cosine", ({ step, steps }) => {
    // A run that is carried on past its planned end stays at the minimum; the wave would climb again.
    const part = Math.min(1, step / steps);
    return minimum + ((rate - minimum) / 2) * (1 + Math.cos(Math.PI * part));
  });
}
