import { dropoutOperator } from "../operators/dropout.ts";
import type { Layer } from "../trace.ts";

/**
 * Leaves out each value with the chance `rate` in training, and raises the others so that their mean stays (Srivastava
 * 2014, section 10). What is left out follows from the learner's seed and the number of the step.
 */
export function dropout({ rate }: { readonly rate: number }): Layer {
  if (!(rate >= 0 && rate < 1)) throw new RangeError(`a dropout rate lies from 0 up to 1, and ${rate} does not`);
  return (tape, input) =>
    tape.apply(dropoutOperator, [input], input.shape, {
      noise: { mask: { shape: input.shape, draw: (random) => (random.uniform() < rate ? 0 : 1 / (1 - rate)) } },
    });
}
