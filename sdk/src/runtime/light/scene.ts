import type { Node } from "./graph.ts";
import type { Operation } from "./operation.ts";
import { refuse } from "./refuse.ts";
import type { Known } from "./weights.ts";

/** A node that becomes an operation, and what is known then. */
export interface Scene {
  readonly node: Node;
  readonly known: Known;
  /** The inputs that are not constant. */
  readonly before: readonly string[];
  /** Of each of them the operation that makes it, if nothing else uses it: the node can take part in that. */
  readonly sole: readonly (Operation | undefined)[];
  /** Axes of all values so far. */
  readonly ranks: ReadonlyMap<string, number>;
}

export interface Translated {
  readonly operation: Operation;
  /** An operation that is part of this one now. */
  readonly replaces?: Operation | undefined;
}

export function needRank({ operator }: Node, rank: number, ...needed: readonly number[]): void {
  if (!needed.includes(rank)) refuse(`${operator} of a tensor of ${rank} axes`);
}

export function axisOf({ operator }: Node, rank: number, axis: number): number {
  const positive = axis < 0 ? axis + rank : axis;
  return positive >= 0 && positive < rank ? positive : refuse(`${operator} over an axis that is not there`);
}
