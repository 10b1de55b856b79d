import type { LossOutput } from "./loss.ts";

/** @throws {RangeError} where the loss or a gradient overflowed */
export function finiteOutput(loss: string, output: LossOutput): LossOutput {
  if (!Number.isFinite(output.loss)) throw new RangeError(`${loss}: the loss is ${output.loss}`);
  for (const gradient of [output.gradient, ...Object.values(output.parameterGradients)]) {
    for (const slope of gradient) {
      if (!Number.isFinite(slope)) throw new RangeError(`${loss}: a gradient is not finite`);
    }
  }
  return output;
}
