import { linearOperator } from "../operators/linear.ts";
import type { Layer } from "../trace.ts";
import { always, glorot, type Initial } from "./initial.ts";
import { vectorLength } from "./input-shape.ts";

export interface LinearOptions {
  readonly features: number;
  /** Yes unless told. */
  readonly bias?: boolean;
  /** How the weights of a shape start; Glorot's initialisation unless told. */
  readonly initial?: (shape: readonly number[]) => Initial;
}

/** y = x W' + b. The bias starts at 0. */
export function linear({ features, bias = true, initial = glorot }: LinearOptions): Layer {
  return (tape, input) => {
    const shape = [features, vectorLength(input, "linear")];
    return tape.apply(linearOperator, [input], [features], {
      parameters: {
        weights: { shape, decays: true, initial: initial(shape) },
        ...(bias && { bias: { shape: [features], decays: false, initial: always([features], 0) } }),
      },
    });
  };
}
