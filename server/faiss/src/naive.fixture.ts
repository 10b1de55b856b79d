// Test support: the same answers as the index, by the plainest means.

import type { Metric } from "./faiss-index.ts";

/** Numbers from 0 up to 1, the same ones for the same seed (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** `count` vectors with components from -1 to 1, one after another. */
export function randomVectors(count: number, dimension: number, random: () => number): Float32Array {
  return Float32Array.from({ length: count * dimension }, () => random() * 2 - 1);
}

/** The labels `from`, `from` + 1, ... */
export function labelsFrom(from: number, count: number): BigInt64Array {
  return BigInt64Array.from({ length: count }, (_, at) => BigInt(from + at));
}

export class NaiveIndex {
  readonly #vectors = new Map<bigint, Float32Array>();
  readonly #dimension: number;
  readonly #metric: Metric;

  constructor(dimension: number, metric: Metric) {
    this.#dimension = dimension;
    this.#metric = metric;
  }

  get labels(): bigint[] {
    return [...this.#vectors.keys()];
  }

  add(labels: BigInt64Array, vectors: Float32Array): void {
    labels.forEach((label, at) => {
      this.#vectors.set(label, vectors.slice(at * this.#dimension, (at + 1) * this.#dimension));
    });
  }

  remove(labels: BigInt64Array): number {
    return labels.reduce((removed, label) => removed + Number(this.#vectors.delete(label)), 0);
  }

  /** The nearest `k` to one query, nearest first. */
  search(query: Float32Array, k: number): { label: bigint; score: number }[] {
    const sign = this.#metric === "ip" ? -1 : 1;
    return [...this.#vectors]
      .map(([label, vector]) => ({ label, score: this.#score(query, vector) }))
      .toSorted((a, b) => sign * (a.score - b.score))
      .slice(0, k);
  }

  #score(query: Float32Array, vector: Float32Array): number {
    return query.reduce((sum, value, at) => {
      const other = vector[at] ?? 0;
      return sum + (this.#metric === "ip" ? value * other : (value - other) ** 2);
    }, 0);
  }
}
