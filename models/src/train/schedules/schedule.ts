/** How far a run is: `step` steps are done of the `steps` it is to have. */
export interface Moment {
  readonly step: number;
  readonly steps: number;
}

/** The learning rate of every step: a pure function, whose memory of the evaluations lies in the checkpoint. */
export interface Schedule {
  readonly name: string;
  /** What is remembered at the start; stays empty where the rate follows from the step alone. */
  readonly start: readonly number[];
  rate(moment: Moment, remembered: readonly number[]): number;
  /** What is remembered after an evaluation. Higher values are better. */
  observe(remembered: readonly number[], value: number): readonly number[];
}

/** A schedule that needs no evaluations. */
export function byStep(name: string, rate: (moment: Moment) => number): Schedule {
  return { name, start: [], rate, observe: (remembered) => remembered };
}

/** @throws {RangeError} a rate below 0 climbs the loss */
export function checkedRate(rate: number): number {
  if (!(rate >= 0 && Number.isFinite(rate))) throw new RangeError(`a learning rate is at least 0 and finite, not ${rate}`);
  return rate;
}
