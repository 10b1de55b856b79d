import type { Normalisation } from "../data/augment/normalise.ts";
import type { FixedStep } from "../data/augment/step.ts";
import type { Split } from "../data/dataset.ts";

/** The pictures of a run, and how they become the network's input. */
export interface LoadedData extends Required<Split> {
  /** What is done to every picture, so that all have one size. */
  readonly steps: readonly FixedStep[];
  readonly normalise: Normalisation;
}

export interface LoadOptions {
  /** Told of what a user wants to know, such as pictures without a face. */
  readonly note: (text: string) => void;
  readonly signal: AbortSignal;
}
