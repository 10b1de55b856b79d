import { addOperator } from "../operators/add.ts";
import type { Layer } from "../trace.ts";

/** One layer after the other. */
export function sequential(layers: readonly Layer[]): Layer {
  return (tape, input) => layers.reduce((place, layer) => layer(tape, place), input);
}

/** What comes in is added to what the layer makes of it (He 2016, eq. 1). The shape stays. */
export function residual(layer: Layer): Layer {
  return (tape, input) => {
    const branch = layer(tape, input);
    if (branch.shape.join() !== input.shape.join())
      throw new RangeError(`a residual branch of [${branch.shape.join(", ")}] does not fit [${input.shape.join(", ")}]`);
    return tape.apply(addOperator, [input, branch], input.shape);
  };
}
