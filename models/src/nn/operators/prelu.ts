import { minimum, multiply, reshape, sum } from "../graph/arithmetic.ts";
import type { Operator } from "./operator.ts";

/** He 2015, eq. 1: x where it is positive, else slope * x, with one slope for each channel (eq. 3 for its gradient). */
export const preluOperator: Operator = {
  kind: "prelu",
  forward: (write, { inputs: [x], parameters: { slopes } }) => {
    const channels = x!.shape[1]!;
    const spread = reshape(write, slopes!, [channels, ...x!.shape.slice(2).map(() => 1)]);
    return { output: write.op("PRelu", [x!, spread], x!.shape) };
  },
  backward: (write, { inputs: [forwardX], parameters: { slopes }, gradient, recall }) => {
    const x = recall(forwardX!);
    const spatial = x.shape.slice(2);
    const rows = [0, ...spatial.map((_, i) => i + 2)];
    const below = multiply(write, gradient, minimum(write, x, 0));
    const spread = reshape(write, recall(slopes!), [x.shape[1]!, ...spatial.map(() => 1)]);
    return {
      inputs: [
        () => {
          const positive = write.op("Greater", [x, write.scalar(0)], x.shape);
          return write.op("Where", [positive, gradient, multiply(write, gradient, spread)], x.shape);
        },
      ],
      parameters: { slopes: sum(write, below, rows) },
    };
  },
};
