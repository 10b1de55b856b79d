import { add, transpose } from "../graph/arithmetic.ts";
import type { Operator } from "./operator.ts";

/** y = x x': the product of every row with every row. It is of unit rows that these are cosines. */
export const gramOperator: Operator = {
  kind: "gram",
  forward: (write, { inputs: [x] }) => {
    const rows = x!.shape[0]!;
    return { output: write.op("Gemm", [x!, x!], [rows, rows], { transB: 1 }) };
  },
  backward: (write, { inputs: [x], gradient, recall }) => ({
    inputs: [() => write.op("Gemm", [add(write, gradient, transpose(write, gradient, [1, 0])), recall(x!)], x!.shape)],
  }),
};
