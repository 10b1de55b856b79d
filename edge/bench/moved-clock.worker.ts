/**
 * A clock that can be moved: an hour of a worker need not take one. Imported before the worker itself, so that all it
 * asks, wherever it asks, is this one. Alarms stay on the machine's own.
 */
const Machine = Date;
let ahead = 0;

class MovedDate extends Machine {
  constructor(...given: readonly unknown[]) {
    super(...((given.length === 0 ? [Machine.now() + ahead] : given) as [number]));
  }

  static override now(): number {
    return Machine.now() + ahead;
  }
}

globalThis.Date = MovedDate as DateConstructor;

/** @param milliseconds of the clock before the machine's */
export function moveClock(milliseconds: number): void {
  ahead = milliseconds;
}
