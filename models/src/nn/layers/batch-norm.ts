import { batchNormOperator } from "../operators/batch-norm.ts";
import { frozenBatchNormOperator } from "../operators/frozen-batch-norm.ts";
import type { Layer } from "../trace.ts";
import { always } from "./initial.ts";

export interface BatchNormLayerOptions {
  /** How much of each batch goes into the running statistics; 0.1 unless told. */
  readonly momentum?: number;
  /** Added to the variance; 1e-5 unless told. */
  readonly epsilon?: number;
  /**
   * Whether training uses the running statistics, as inference does, and leaves them as they are; no unless told. Scale
   * and shift are learnt all the same. For networks whose statistics come from elsewhere: at first they are 0 and 1.
   */
  readonly frozen?: boolean;
}

/** Batch-norm of channels or features, with PyTorch's defaults. */
export function batchNorm(given: BatchNormLayerOptions = {}): Layer {
  const { momentum = 0.1, epsilon = 1e-5, frozen = false } = given;
  const operator = frozen ? frozenBatchNormOperator({ epsilon }) : batchNormOperator({ momentum, epsilon });
  return (tape, input) => {
    const shape = [input.shape[0]!];
    const variable = (value: number) => ({ shape, decays: false, initial: always(shape, value) });
    return tape.apply(operator, [input], input.shape, {
      parameters: { scale: variable(1), shift: variable(0) },
      statistics: { mean: variable(0), variance: variable(1) },
    });
  };
}
