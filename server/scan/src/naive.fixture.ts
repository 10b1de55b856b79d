// Test support: the same answers by the plainest means.

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

/** `count` vectors of length 1, one after another. */
export function unitVectors(count: number, dimension: number, random: () => number): Float32Array {
  const vectors = Float32Array.from({ length: count * dimension }, () => random() + random() + random() - 1.5);
  for (let from = 0; from < vectors.length; from += dimension) {
    const vector = vectors.subarray(from, from + dimension);
    const norm = Math.hypot(...vector);
    vector.forEach((value, at) => (vector[at] = value / norm));
  }
  return vectors;
}

/** Whole numbers from -`most` to `most`, whose inner products are exact in floats, and often equal. */
export function wholeVectors(count: number, dimension: number, most: number, random: () => number): Float32Array {
  return Float32Array.from({ length: count * dimension }, () => Math.round((random() * 2 - 1) * most));
}

/** The labels `from`, `from` + 1, ... */
export function labelsFrom(from: number, count: number): BigInt64Array {
  return BigInt64Array.from({ length: count }, (_, at) => BigInt(from + at));
}

export interface Hit {
  readonly label: bigint;
  readonly score: number;
}

/** Vectors by label in a `Map`, compared one by one in double precision. */
export class Naive {
  readonly vectors = new Map<bigint, Float32Array>();
  readonly dimension: number;

  constructor(dimension: number) {
    this.dimension = dimension;
  }

  add(labels: BigInt64Array, vectors: Float32Array): void {
    labels.forEach((label, at) => {
      this.vectors.set(label, vectors.slice(at * this.dimension, (at + 1) * this.dimension));
    });
  }

  remove(labels: BigInt64Array): number {
    return labels.reduce((removed, label) => removed + Number(this.vectors.delete(label)), 0);
  }

  /** All of the scope, or all there are, best first. */
  ranked(query: Float32Array, scope?: BigInt64Array): Hit[] {
    const inScope = scope && new Set(scope);
    return [...this.vectors]
      .filter(([label]) => !inScope || inScope.has(label))
      .map(([label, vector]) => ({ label, score: inner(query, vector) }))
      .toSorted((a, b) => b.score - a.score || Number(a.label - b.label));
  }
}

function inner(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let at = 0; at < a.length; at++) sum += a[at]! * b[at]!;
  return sum;
}

/** Rows of an answer, without what fills it up. */
export function hitsOf(found: { labels: BigInt64Array; scores: Float32Array }, from: number, to: number): Hit[] {
  const rows = Array.from({ length: to - from }, (_, at) => from + at);
  const hits = rows.map((row) => ({ label: found.labels[row]!, score: found.scores[row]! }));
  return hits.filter(({ label }) => label >= 0n);
}
