import { sizeOf } from "../graph/node.ts";
import { flattenOperator } from "../operators/flatten.ts";
import { normaliseOperator } from "../operators/normalise.ts";
import type { Layer } from "../trace.ts";
import { vectorLength } from "./input-shape.ts";

/** C x H x W to one vector. */
export function flatten(): Layer {
  return (tape, input) => tape.apply(flattenOperator, [input], [sizeOf(input.shape)]);
}

/** To a length of 1, as embeddings are compared. */
export function normalise(): Layer {
  return (tape, input) => tape.apply(normaliseOperator, [input], [vectorLength(input, "normalise")]);
}
