import { averagePoolOperator } from "../operators/average-pool.ts";
import { globalAverageOperator } from "../operators/global-average.ts";
import { maxPoolOperator } from "../operators/max-pool.ts";
import type { Operator } from "../operators/operator.ts";
import { pooled, type Window } from "../operators/window.ts";
import type { Layer } from "../trace.ts";
import { pictureShape } from "./input-shape.ts";

export interface PoolOptions {
  readonly kernel: number;
  /** The kernel unless told. */
  readonly stride?: number;
  /** 0 unless told. */
  readonly pad?: number;
}

export function maxPool(options: PoolOptions): Layer {
  return pool(maxPoolOperator, options);
}

export function averagePool(options: PoolOptions): Layer {
  return pool(averagePoolOperator, options);
}

function pool(operator: (window: Window) => Operator, { kernel, stride = kernel, pad = 0 }: PoolOptions): Layer {
  const window = { kernel, stride, pad };
  return (tape, input) => {
    const [, ...shape] = pooled([1, ...pictureShape(input, "pool")], window);
    return tape.apply(operator(window), [input], shape);
  };
}

/** The mean of each channel: C x H x W to C. */
export function globalAverage(): Layer {
  return (tape, input) => tape.apply(globalAverageOperator, [input], [pictureShape(input, "global average")[0]]);
}
