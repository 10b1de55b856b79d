import type { Packed } from "./filters.ts";
import type { Kernels } from "./module.ts";
import type { Filters } from "./operation.ts";
import type { Value } from "./value.ts";

export type Step = (kernels: Kernels, memory: WebAssembly.Memory) => void;

/** Where what all runs share lies. */
export interface Fixed {
  readonly filters: ReadonlyMap<Filters, Packed>;
  readonly zeros: number;
  readonly table: number;
}

/** What the steps of an operation are made with. */
export interface Planner {
  readonly fixed: Fixed;
  make(layout: Value["layout"], shape: readonly number[], pitch?: number): Value;
  /** The same floats under another shape. */
  view(value: Value, layout: Value["layout"], shape: readonly number[], pitch?: number): Value;
  /** The values are read by the step, and live until it. */
  step(values: readonly Value[], step: Step): void;
}
