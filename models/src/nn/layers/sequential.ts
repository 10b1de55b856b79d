import { addOperator } from "../operators/add.ts";
import type { Layer } from "../trace.ts";

/** One layer after the other. */
export function sequential(layers: readonly Layer[]): Layer {
  return (tape, input) => layers.reduce((place, layer) => layer(tape, place), input);
}

/**
 * What comes in is added to what the layer makes of it (He 2016, eq. 1). Where the shape changes, it goes through a
 * `shortcut` first that changes it likewise (eq. 2).
 */
export function residual(layer: Layer, shortcut?: Layer): Layer {
  return (tape, input) => {
    const branch = layer(tape, input);
    const straight = shortcut === undefined ? input : shortcut(tape, input);
    if (branch.shape.join() !== straight.shape.join())
      throw new RangeError(
        `a residual branch of [${branch.shape.join(", ")}] does not fit [${straight.shape.join(", ")}]`,
      );
    return tape.apply(addOperator, [straight, branch], branch.shape);
  };
}
