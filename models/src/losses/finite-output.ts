import { allFinite } from "../all-finite.ts";
import { TrainingError } from "../training-error.ts";
import type { LossOutput } from "./loss.ts";

/** @throws {TrainingError} `not_finite` where the loss or a gradient overflowed: it comes of the data, not of a bug */
export function finiteOutput(loss: string, output: LossOutput): LossOutput {
  if (!Number.isFinite(output.loss)) throw new TrainingError("not_finite", `${loss}: the loss is ${output.loss}`);
  for (const gradient of [output.gradient, ...Object.values(output.parameterGradients)]) {
    if (!allFinite(gradient)) throw new TrainingError("not_finite", `${loss}: a gradient is not finite`);
  }
  return output;
}
