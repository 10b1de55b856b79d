import type { Matrix } from "../matrix.ts";
import type { Inputs, Learner } from "../nn/learner.ts";
import type { TrainingOptions } from "./training-options.ts";

/** A step's way through the network, and back. */
export interface StepPass {
  /** Cosines only where the loss shall be computed of them. */
  forward(batch: Inputs): Promise<{ readonly embeddings: Matrix<Float32Array>; readonly cosines?: Matrix<Float32Array> }>;
  /** The gradient is by the cosines where there are such, and else by the embeddings. */
  readonly backward: Learner["backward"];
}

/**
 * By way of the cosines where the learner has them and the loss is of nothing else: then no product of matrices is left
 * to JavaScript. Rows of a memory are none of the learner's, so with one it is the embeddings.
 */
export function stepPass({ learner, loss, memory }: Pick<TrainingOptions, "learner" | "loss" | "memory">): StepPass {
  if (learner.byCosines && loss.ofCosines && memory === undefined) return learner.byCosines;
  return {
    forward: async (batch) => ({ embeddings: await learner.forward(batch) }),
    backward: (gradient, rate) => learner.backward(gradient, rate),
  };
}
