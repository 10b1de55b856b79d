import { add, isGreater, minimum, multiply, reshape, subtract, sum } from "../graph/arithmetic.ts";
import type { Node } from "../graph/node.ts";
import type { Writer } from "../graph/writer.ts";
import type { Operator } from "./operator.ts";

/**
 * He 2015, eq. 1: x where it is positive, else slope * x, with one slope for each channel (eq. 3 for its gradient). In
 * training it is x + (slope - 1) min(x, 0): onnxruntime's own operator takes four times as long as these three.
 */
export const preluOperator: Operator = {
  kind: "prelu",
  forward: (write, { inputs: [x], parameters: { slopes } }) => {
    const less = subtract(write, perChannel(write, slopes!, x!), 1);
    return { output: add(write, x!, multiply(write, minimum(write, x!, 0), less)) };
  },
  backward: (write, { inputs: [forwardX], parameters: { slopes }, gradient, recall }) => {
    const x = recall(forwardX!);
    const below = multiply(write, gradient, isGreater(write, 0, x));
    const across = x.shape.map((_, axis) => axis).filter((axis) => axis !== 1);
    return {
      inputs: [
        () => {
          const less = subtract(write, perChannel(write, recall(slopes!), x), 1);
          return add(write, gradient, multiply(write, below, less));
        },
      ],
      parameters: { slopes: sum(write, multiply(write, below, x), across) },
    };
  },
  inference: (write, { inputs: [x], parameters: { slopes } }) =>
    write.op("PRelu", [x!, perChannel(write, slopes!, x!)], x!.shape),
};

/** So that it broadcasts over `like`. */
function perChannel(write: Writer, slopes: Node, like: Node): Node {
  return reshape(write, slopes, [like.shape[1]!, ...like.shape.slice(2).map(() => 1)]);
}
