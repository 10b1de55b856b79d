import { multiply } from "../graph/arithmetic.ts";
import type { Operator } from "./operator.ts";

/** x times noise of zeros and 1 / (1 - rate) in training, so that inference can leave x as it is. */
export const dropoutOperator: Operator = {
  kind: "dropout",
  forward: (write, { inputs: [x], noise: { mask } }) => ({ output: multiply(write, x!, mask!) }),
  backward: (write, { noise: { mask }, gradient, recall }) => ({
    inputs: [() => multiply(write, gradient, recall(mask!))],
  }),
  inference: (_, { inputs: [x] }) => x!,
};
