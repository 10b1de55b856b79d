import type { Layer } from "./trace.ts";

/** A network that can be trained: what goes in, what comes out, and the layers between. */
export interface Network {
  readonly name: string;
  /** Of one row: [channels, rows, columns] or [features]. */
  readonly input: readonly number[];
  /** Of the embedding. */
  readonly dimension: number;
  readonly layers: Layer;
}
