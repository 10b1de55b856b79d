import { preluOperator } from "../operators/prelu.ts";
import { reluOperator } from "../operators/relu.ts";
import type { Layer } from "../trace.ts";
import { always } from "./initial.ts";

export function relu(): Layer {
  return (tape, input) => tape.apply(reluOperator, [input], input.shape);
}

/** With one learnt slope for each channel, 0.25 at first (He 2015, section 2.1). */
export function prelu(): Layer {
  return (tape, input) => {
    const shape = [input.shape[0]!];
    return tape.apply(preluOperator, [input], input.shape, {
      parameters: { slopes: { shape, decays: false, initial: always(shape, 0.25) } },
    });
  };
}
