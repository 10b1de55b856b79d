import type { LossOutput } from "./loss.ts";

/** @throws {RangeError} for an option that is not a finite number, which comparisons would let pass as "no violation" */
export function finiteOptions(loss: string, options: Readonly<Record<string, number>>): void {
  for (const [name, value] of Object.entries(options)) {
    if (!Number.isFinite(value)) throw new RangeError(`${loss}: ${name} is ${value}`);
  }
}

/** @throws {RangeError} for an option that is not a finite number above zero */
export function positiveOptions(loss: string, options: Readonly<Record<string, number>>): void {
  for (const [name, value] of Object.entries(options)) {
    if (!(value > 0 && Number.isFinite(value))) throw new RangeError(`${loss}: ${name} is ${value}, not above zero`);
  }
}

/** @throws {RangeError} where the loss or a gradient overflowed */
export function finiteOutput(loss: string, output: LossOutput): LossOutput {
  if (!Number.isFinite(output.loss)) throw new RangeError(`${loss}: the loss is ${output.loss}`);
  for (const gradient of [output.gradient, ...Object.values(output.parameterGradients)]) {
    if (!gradient.every(Number.isFinite)) throw new RangeError(`${loss}: a gradient is not finite`);
  }
  return output;
}
