import { byStep, checkedRate, type Schedule } from "./schedule.ts";

/** The same rate at every step. */
export function constant({ rate }: { readonly rate: number }): Schedule {
  checkedRate(rate);
  return byStep("constant", () => rate);
}
