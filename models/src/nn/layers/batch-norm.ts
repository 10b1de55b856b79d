import { batchNormOperator } from "../operators/batch-norm.ts";
import type { Layer } from "../trace.ts";
import { always } from "./initial.ts";

export interface BatchNormLayerOptions {
  /** How much of each batch goes into the running statistics; 0.1 unless told. */
  readonly momentum?: number;
  /** Added to the variance; 1e-5 unless told. */
  readonly epsilon?: number;
}

/** Batch-norm of channels or features, with PyTorch's defaults. */
export function batchNorm({ momentum = 0.1, epsilon = 1e-5 }: BatchNormLayerOptions = {}): Layer {
  return (tape, input) => {
    const shape = [input.shape[0]!];
    const variable = (value: number) => ({ shape, decays: false, initial: always(shape, value) });
    return tape.apply(batchNormOperator({ momentum, epsilon }), [input], input.shape, {
      parameters: { scale: variable(1), shift: variable(0) },
      statistics: { mean: variable(0), variance: variable(1) },
    });
  };
}
