import { linearOperator } from "../operators/linear.ts";
import type { Layer } from "../trace.ts";
import { always, glorot } from "./initial.ts";
import { vectorLength } from "./input-shape.ts";

export interface LinearOptions {
  readonly features: number;
  /** Yes unless told. */
  readonly bias?: boolean;
}

/** y = x W' + b. Glorot's initialisation. */
export function linear({ features, bias = true }: LinearOptions): Layer {
  return (tape, input) => {
    const shape = [features, vectorLength(input, "linear")];
    return tape.apply(linearOperator, [input], [features], {
      parameters: {
        weights: { shape, decays: true, initial: glorot(shape) },
        ...(bias && { bias: { shape: [features], decays: false, initial: always([features], 0) } }),
      },
    });
  };
}
