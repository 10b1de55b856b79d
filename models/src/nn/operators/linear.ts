import { sum } from "../graph/arithmetic.ts";
import type { Operator } from "./operator.ts";

/** y = x W' + b, with W as outputs x inputs. The bias may be missing. */
export const linearOperator: Operator = {
  kind: "linear",
  carries: "weights",
  forward: (write, { inputs: [x], parameters: { weights, bias } }) => {
    const shape = [x!.shape[0]!, weights!.shape[0]!];
    return { output: write.op("Gemm", bias ? [x!, weights!, bias] : [x!, weights!], shape, { transB: 1 }) };
  },
  backward: (write, { inputs: [x], parameters: { weights, bias }, gradient, recall }) => ({
    inputs: [() => write.op("Gemm", [gradient, recall(weights!)], x!.shape)],
    parameters: {
      weights: write.op("Gemm", [gradient, recall(x!)], weights!.shape, { transA: 1 }),
      ...(bias && { bias: sum(write, gradient, [0]) }),
    },
  }),
};
