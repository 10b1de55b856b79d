import type { Node } from "../graph/node.ts";
import type { Writer } from "../graph/writer.ts";

/** How weights follow their gradient: nodes at the end of the backward graph, over all weights as one vector. */
export interface Optimiser {
  readonly name: string;
  /** What is kept between steps, each a vector as long as the weights and 0 at first. */
  readonly moments: readonly string[];
  /** Numbers that change from step to step, computed in float64; `step` counts from 1. */
  numbers(step: number, rate: number): Readonly<Record<string, number>>;
  update(write: Writer, state: OptimiserNodes): Updated;
}

export interface Updated {
  readonly weights: Node;
  readonly moments: Readonly<Record<string, Node>>;
}

export interface OptimiserNodes {
  readonly weights: Node;
  readonly gradient: Node;
  readonly moments: Readonly<Record<string, Node>>;
  readonly numbers: Readonly<Record<string, Node>>;
  /** 1 where a weight decays, 0 where it does not. */
  decaying(): Node;
}

export interface WeightDecay {
  /** 0 unless told. */
  readonly weightDecay?: number;
  /** Also of biases, of what batch-norm scales and shifts by, and of PReLU's slopes; no unless told. */
  readonly decayAll?: boolean;
}
