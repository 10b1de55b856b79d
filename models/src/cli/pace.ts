import type { TrainingEvent } from "../train/index.ts";

export interface Pace {
  /** Of the last steps: that of one alone jumps. */
  readonly loss: number;
  readonly picturesPerSecond: number;
  readonly secondsLeft: number;
}

/** The weight of what is new: half of it is of the last thirty steps or so. */
const newness = 0.02;

/**
 * How a training goes, with evaluations and all that lies between steps: what is left is left on the clock.
 *
 * @param clock milliseconds
 */
export function pace(clock: () => number): { after(event: Extract<TrainingEvent, { kind: "step" }>): Pace } {
  let last = clock();
  let [seconds, pictures, loss, weight] = [0, 0, 0, 0];
  return {
    after(event) {
      const now = clock();
      // Sums that forget, so that the first steps are not taken for nothing (Kingma and Ba 2015, section 3).
      const fade = (sum: number, value: number) => sum * (1 - newness) + value;
      seconds = fade(seconds, Math.max(now - last, 0.01) / 1000);
      pictures = fade(pictures, event.pictures);
      loss = fade(loss, event.loss);
      weight = fade(weight, 1);
      last = now;
      const secondsLeft = (event.steps - event.step) * (seconds / weight);
      return { loss: loss / weight, picturesPerSecond: pictures / seconds, secondsLeft };
    },
  };
}
