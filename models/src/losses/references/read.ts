import type { Batch } from "../loss.ts";
import { matrix } from "../../matrix.ts";
import type { Tuples } from "../../miners/tuples.ts";
import losses from "./losses.json" with { type: "json" };
import miners from "./miners.json" with { type: "json" };

/** One run of a loss of pytorch-metric-learning. */
export interface LossCase {
  readonly loss: string;
  readonly options: Readonly<Record<string, number | boolean>>;
  readonly batch: string;
  readonly tuples?: string;
  readonly reference?: string;
  readonly value: number;
  readonly gradient: readonly number[];
  readonly parameterGradients?: Readonly<Record<string, readonly number[]>>;
}

/** One run of a miner of pytorch-metric-learning: three lists of triplets or four of pairs. */
export interface MinerCase {
  readonly miner: string;
  readonly options: Readonly<Record<string, unknown>>;
  readonly batch: string;
  readonly reference?: string;
  readonly tuples: readonly (readonly number[])[];
}

/** One run of its distance-weighted miner, the probabilities it draws negatives by. */
export interface WeightCase {
  readonly options: Readonly<Record<string, number>>;
  readonly batch: string;
  readonly reference?: string;
  readonly weights: readonly number[];
}

export const lossCases: readonly LossCase[] = losses.cases as unknown as readonly LossCase[];
export const minerCases: readonly MinerCase[] = miners.cases as unknown as readonly MinerCase[];
export const weightCases: readonly WeightCase[] = miners.weights as unknown as readonly WeightCase[];
export const classes: number = losses.classes;
export const proxyValues: readonly number[] = losses.proxies;

export function batchOf(name: string): Batch {
  const { columns, embeddings, labels } = losses.batches[name as keyof typeof losses.batches];
  return {
    embeddings: matrix(Float64Array.from(embeddings), labels.length, columns),
    labels: Int32Array.from(labels),
  };
}

export function tuplesOf(name: string): Tuples {
  return tuplesFrom(losses.tuples[name as keyof typeof losses.tuples]);
}

export function tuplesFrom(lists: readonly (readonly number[])[]): Tuples {
  const [anchors, positives, third, fourth] = lists.map((list) => Int32Array.from(list));
  if (!fourth) return { kind: "triplets", anchors: anchors!, positives: positives!, negatives: third! };
  return { kind: "pairs", anchors: anchors!, positives: positives!, negativeAnchors: third!, negatives: fourth };
}

export function listsOf(tuples: Tuples): readonly (readonly number[])[] {
  const { anchors, positives, negatives } = tuples;
  const lists = tuples.kind === "pairs" ? [tuples.negativeAnchors, negatives] : [negatives];
  return [anchors, positives, ...lists].map((list) => [...list]);
}

interface Named {
  readonly options: object;
  readonly batch: string;
  readonly tuples?: string;
  readonly reference?: string;
}

/** What names a case in a report. */
export function titleOf({ options, batch, tuples, reference }: Named): string {
  const parts = [JSON.stringify(options), `on ${batch}`];
  if (tuples !== undefined) parts.push(`tuples: ${tuples}`);
  if (reference !== undefined) parts.push(`reference: ${reference}`);
  return parts.join(", ");
}
