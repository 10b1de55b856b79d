import { multiply, reshape } from "../graph/arithmetic.ts";
import { sizeOf } from "../graph/node.ts";
import type { Operator } from "./operator.ts";

/** The mean over rows and columns of each channel: pictures become vectors. */
export const globalAverageOperator: Operator = {
  kind: "average",
  forward: (write, { inputs: [x] }) => {
    const [rows, channels] = x!.shape;
    return { output: write.op("ReduceMean", [x!], [rows!, channels!], { axes: [2, 3], keepdims: 0 }) };
  },
  backward: (write, { inputs: [x], gradient }) => ({
    inputs: [
      () => {
        const [rows, channels, ...picture] = x!.shape;
        const share = multiply(write, gradient, 1 / sizeOf(picture));
        return write.op("Expand", [reshape(write, share, [rows!, channels!, 1, 1]), write.integers(x!.shape)], x!.shape);
      },
    ],
  }),
};
