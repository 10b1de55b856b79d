import { divide, maximum, multiply, reshape, subtract, sum } from "../graph/arithmetic.ts";
import type { Operator } from "./operator.ts";

/** As PyTorch's `normalize`: a row of zeros stays one. */
const smallestNorm = 1e-12;

/** Every row divided by its Euclidean norm. */
export const normaliseOperator: Operator = {
  kind: "normalise",
  forward: (write, { inputs: [x] }) => {
    const norm = write.op("ReduceL2", [x!], [x!.shape[0]!, 1], { axes: [1], keepdims: 1 });
    const divisor = maximum(write, norm, smallestNorm);
    return { output: divide(write, x!, divisor), kept: { divisor } };
  },
  // With y = x / |x|: dx = (dy - y (y . dy)) / |x|, what is left of dy on the tangent of the sphere.
  backward: (write, { output, kept: { divisor }, gradient, recall }) => ({
    inputs: [
      () => {
        const y = recall(output);
        const along = reshape(write, sum(write, multiply(write, y, gradient), [1]), [y.shape[0]!, 1]);
        return divide(write, subtract(write, gradient, multiply(write, y, along)), recall(divisor!));
      },
    ],
  }),
};
