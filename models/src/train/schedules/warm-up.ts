import type { Schedule } from "./schedule.ts";

/**
 * The rate climbs in a straight line to that of a schedule (Goyal 2017, section 2.2), which has the rest of the run for
 * itself: `warmUp(100, cosine({ rate: 0.01 }))`.
 */
export function warmUp(climb: number, then: Schedule): Schedule {
  if (!(Number.isInteger(climb) && climb >= 0)) throw new RangeError(`a warm-up has whole steps, not ${climb}`);
  return {
    ...then,
    name: `warm-up, ${then.name}`,
    rate({ step, steps }, remembered) {
      const rest = { step: Math.max(0, step - climb), steps: Math.max(1, steps - climb) };
      const rate = then.rate(rest, remembered);
      // Step 0 learns too: it has the first stair, not 0.
      return step < climb ? (rate * (step + 1)) / (climb + 1) : rate;
    },
  };
}
