export interface OneEuroOptions {
  /** In Hz, at rest: lower shakes less. */
  readonly restCutoff?: number;
  /** How much faster it follows a value that moves: Hz for each unit that it moves in a second. */
  readonly speedCutoff?: number;
  /** In Hz, of the speed itself. */
  readonly derivativeCutoff?: number;
}

/** Takes values with the time at which they were seen, in ms, and gives them smoothed. */
export type Smoother = (values: readonly number[], timestamp: number) => number[];

/**
 * The 1-euro filter (Casiez, Roussel & Vogel 2012): a low-pass filter whose cutoff rises with the speed, so that what
 * stands still does not shake and what moves is not left behind. Each value is smoothed by itself.
 */
export function oneEuro({ restCutoff = 1, speedCutoff = 0.02, derivativeCutoff = 1 }: OneEuroOptions = {}): Smoother {
  let smoothed: number[] | undefined;
  let speeds: number[] = [];
  let before: readonly number[] = [];
  let at = 0;
  return (values, timestamp) => {
    const seconds = (timestamp - at) / 1000;
    if (!smoothed || smoothed.length !== values.length) {
      smoothed = [...values];
      speeds = values.map(() => 0);
    } else if (seconds > 0) {
      const old = smoothed;
      const forSpeed = weight(derivativeCutoff, seconds);
      speeds = speeds.map((speed, i) => mix(speed, (values[i]! - before[i]!) / seconds, forSpeed));
      smoothed = old.map((value, i) =>
        mix(value, values[i]!, weight(restCutoff + speedCutoff * Math.abs(speeds[i]!), seconds)),
      );
    }
    before = values;
    at = timestamp;
    return [...smoothed];
  };
}

/** Of the new value, for a low-pass filter of the first order (eq. 4 and 5 there). */
function weight(cutoff: number, seconds: number): number {
  const r = 2 * Math.PI * cutoff * seconds;
  return r / (r + 1);
}

const mix = (old: number, next: number, part: number) => old + (next - old) * part;
