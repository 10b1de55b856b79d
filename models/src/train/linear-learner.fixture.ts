import { matrix } from "../matrix.ts";
import type { Inputs, Learner, LearnerState } from "../nn/learner.ts";
import { seeded } from "../random.ts";
import { TrainingError } from "../training-error.ts";

/** The smallest learner: a linear map with momentum, in plain TypeScript. */
export function linearLearner(features: number, dimension: number, seed = 1): Learner {
  const random = seeded(seed);
  const weights = Float32Array.from({ length: features * dimension }, () => 0.3 * random.normal());
  const velocity = new Float32Array(weights.length);
  let last: Inputs | undefined;

  const embed = async ({ data, shape: [rows = 0] }: Inputs) => {
    const out = new Float32Array(rows * dimension);
    for (let row = 0; row < rows; row++) {
      for (let d = 0; d < dimension; d++) {
        for (let f = 0; f < features; f++) {
          out[row * dimension + d]! += data[row * features + f]! * weights[f * dimension + d]!;
        }
      }
    }
    return matrix(out, rows, dimension);
  };

  const shape = [features, dimension];
  const parts = { weights, velocity };
  return {
    dimension,
    embed,
    forward: (batch) => embed((last = batch)),
    async backward(gradient, rate) {
      if (!gradient.every(Number.isFinite)) throw new TrainingError("not_finite", "the gradient is not finite");
      const { data, shape: [rows = 0] } = last!;
      const slopes = new Float64Array(weights.length);
      for (let row = 0; row < rows; row++) {
        for (let f = 0; f < features; f++) {
          for (let d = 0; d < dimension; d++) {
            slopes[f * dimension + d]! += data[row * features + f]! * gradient[row * dimension + d]!;
          }
        }
      }
      for (let i = 0; i < weights.length; i++) {
        velocity[i] = 0.9 * velocity[i]! + slopes[i]!;
        weights[i]! -= rate * velocity[i]!;
      }
      return { gradientNorm: Math.hypot(...slopes) };
    },
    state: () => ({
      weights: { shape, data: weights.slice() },
      velocity: { shape, data: velocity.slice() },
    }),
    restore(state: LearnerState) {
      for (const [name, { length }] of Object.entries(parts)) {
        const found = state[name]?.data.length;
        if (found !== length) throw new TrainingError("wrong_checkpoint", `${name} has ${found} values, not ${length}`);
      }
      for (const [name, values] of Object.entries(parts)) values.set(state[name]!.data);
    },
    exportOnnx: () => new Uint8Array(),
    close: async () => {},
  };
}
