import { isGreater, multiply } from "../graph/arithmetic.ts";
import type { Operator } from "./operator.ts";

/** max(0, x). The slope at 0 is 0, as PyTorch's. */
export const reluOperator: Operator = {
  kind: "relu",
  forward: (write, { inputs: [x] }) => ({ output: write.op("Relu", [x!], x!.shape) }),
  backward: (write, { output, gradient, recall }) => ({
    inputs: [() => multiply(write, gradient, isGreater(write, recall(output), 0))],
  }),
};
