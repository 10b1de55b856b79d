import { reshape } from "../graph/arithmetic.ts";
import { sizeOf } from "../graph/node.ts";
import type { Operator } from "./operator.ts";

/** Every row as one vector. */
export const flattenOperator: Operator = {
  kind: "flatten",
  forward: (write, { inputs: [x] }) => {
    const [rows, ...one] = x!.shape;
    return { output: write.op("Flatten", [x!], [rows!, sizeOf(one)], { axis: 1 }) };
  },
  backward: (write, { inputs: [x], gradient }) => ({ inputs: [() => reshape(write, gradient, x!.shape)] }),
};
