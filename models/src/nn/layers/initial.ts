import type { Random } from "../../random.ts";
import { sizeOf } from "../graph/node.ts";

export type Initial = (random: Random) => Float32Array;

/** He 2015, eq. 10: normal with variance 2 / fan-in, for what a rectifier follows. Shapes have the outputs first. */
export function he(shape: readonly number[]): Initial {
  const deviation = Math.sqrt(2 / sizeOf(shape.slice(1)));
  return (random) => filled(shape, () => deviation * random.normal());
}

/** Glorot 2010, eq. 16: uniform with variance 2 / (fan-in + fan-out), for what nothing bends. */
export function glorot(shape: readonly number[]): Initial {
  const receptive = sizeOf(shape.slice(2));
  const limit = Math.sqrt(6 / ((shape[0]! + shape[1]!) * receptive));
  return (random) => filled(shape, () => limit * (2 * random.uniform() - 1));
}

/** As PyTorch's linear layers start: uniform with variance 1 / (3 fan-in), a third of LeCun's (1998, section 4.6). */
export function fanInUniform(shape: readonly number[]): Initial {
  const limit = 1 / Math.sqrt(sizeOf(shape.slice(1)));
  return (random) => filled(shape, () => limit * (2 * random.uniform() - 1));
}

export function always(shape: readonly number[], value: number): Initial {
  return () => new Float32Array(sizeOf(shape)).fill(value);
}

function filled(shape: readonly number[], next: () => number): Float32Array {
  return Float32Array.from({ length: sizeOf(shape) }, next);
}
