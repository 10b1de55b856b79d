import { reshape } from "../graph/arithmetic.ts";
import { sizeOf } from "../graph/node.ts";
import type { Operator } from "./operator.ts";
import { pooled, type Window, windowAttributes } from "./window.ts";

/** The largest of each window; the gradient goes to the first one that is it, as PyTorch's. */
export function maxPoolOperator(window: Window): Operator {
  return {
    kind: "maxpool",
    forward: (write, { inputs: [x] }) => {
      const shape = pooled(x!.shape, window);
      const outputs = [{ shape }, { shape, type: "int64" as const }];
      const [output, places] = write.ops("MaxPool", [x!], outputs, windowAttributes(window));
      return { output: output!, kept: { places: places! } };
    },
    backward: (write, { inputs: [x], kept, gradient, recall }) => ({
      inputs: [
        () => {
          const places = recall(kept.places!);
          const { shape } = x!;
          // Windows apart: no place is written twice.
          if (window.stride >= window.kernel)
            return write.op("MaxUnpool", [gradient, places, write.integers(shape)], shape, windowAttributes(window));
          const zeros = write.op("ConstantOfShape", [write.integers([sizeOf(shape)])], [sizeOf(shape)]);
          const flat = [places, gradient].map((node) =>
            write.op("Reshape", [node, write.integers([-1])], [sizeOf(node.shape)]),
          );
          const scattered = write.op("ScatterElements", [zeros, ...flat], zeros.shape, {
            axis: 0,
            reduction: { text: "add" },
          });
          return reshape(write, scattered, shape);
        },
      ],
    }),
    inference: (write, { inputs: [x] }) =>
      write.op("MaxPool", [x!], pooled(x!.shape, window), windowAttributes(window)),
  };
}
