import { normalize } from "@likeness/sdk/core";
import type { ExactIndex } from "../exact-index.ts";
import { drawn } from "./drawn.ts";
import type { HeldOut } from "./recall.ts";

export interface HeldOutOptions {
  readonly dimension: number;
  readonly many: number;
  /** The cosine of a probe to the template that it is a view of: the threshold, for no accepted view is farther. */
  readonly similarity: number;
  /** From 0 up to 1. */
  readonly random: () => number;
}

/**
 * Probes that nobody has searched with: as far from an enrolled template as an accepted view of the same face is at
 * most, in a direction that is drawn. That is harder to find than most views are, so recall is not flattered.
 */
export async function heldOutProbes(index: ExactIndex, options: HeldOutOptions): Promise<HeldOut[]> {
  const { dimension, many, similarity, random } = options;
  // Each once: one that is drawn twice tells nothing new, and fewer tell less.
  const labels = drawn(await index.labels(), many, random);
  if (labels.length === 0) return [];
  const vectors = await index.vectors(labels);
  const probes: HeldOut[] = [];
  for (let i = 0; i < labels.length; i++) {
    const vector = vectors.subarray(i * dimension, (i + 1) * dimension);
    // Removed since the labels were read.
    if (Number.isNaN(vector[0])) continue;
    probes.push({ probe: viewOf(vector, similarity, random), own: undefined });
  }
  return probes;
}

function viewOf(vector: Float32Array, similarity: number, random: () => number) {
  const noise = Array.from(vector, () => normal(random));
  const along = noise.reduce((sum, value, i) => sum + value * vector[i]!, 0);
  const across = normalize(noise.map((value, i) => value - along * vector[i]!));
  const share = Math.sqrt(1 - similarity ** 2);
  return normalize(vector.map((value, i) => similarity * value + share * across[i]!));
}

/** Box and Muller 1958. */
const normal = (random: () => number) => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
