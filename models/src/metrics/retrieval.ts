import type { Matrix } from "../matrix.ts";
import type { Ort } from "../onnx/ort.ts";
import { TrainingError } from "../training-error.ts";
import { mateRanks } from "./mates.ts";
import { openNearest, type Nearest } from "./nearest.ts";
import { ranking } from "./ranking.ts";
import { block, gather, vectorsOf, type Distance, type Vectors } from "./vectors.ts";

export interface RetrievalInput {
  /** N x D. */
  readonly embeddings: Matrix;
  /** The class of each row. */
  readonly labels: Int32Array;
  /** The K of Recall@K; 1, 2, 4 and 8 unless they are given. */
  readonly ks?: readonly number[];
  /** Of the embeddings as they are; for the cosine, which is the default, their length does not matter. */
  readonly distance?: Distance;
  /** The rows that are looked for, each once; all of them unless they are given. */
  readonly query?: ArrayLike<number>;
  /** The rows that are searched, each once; all of them unless they are given. */
  readonly gallery?: ArrayLike<number>;
  readonly ort: Ort;
  readonly signal?: AbortSignal;
  /** How many rows are multiplied with how many at a time; memory grows with their product. */
  readonly blocks?: { readonly query: number; readonly gallery: number };
}

/** Means over the queries that have a mate, a row of the same class in the gallery that is not the query itself. */
export interface Retrieval {
  /** By K, the part of the queries with a mate among the K nearest (Jegou 2011). */
  readonly recallAt: Readonly<Record<number, number>>;
  /** Whether the nearest is a mate, which is Recall@1. */
  readonly precisionAt1: number;
  /** Mates among the R nearest, of R: R is how many mates the query has. */
  readonly rPrecision: number;
  /** Mean average precision at R (Musgrave 2020). */
  readonly mapAtR: number;
  /** With a mate. */
  readonly queries: number;
  /** Queries that were left out for want of a mate. */
  readonly withoutMates: number;
  /** Of each query with a mate, in the order of the queries: to draw classes again, or to see which fail. */
  readonly each: {
    readonly rows: Int32Array;
    /** The place of the nearest mate, from 1; 0 if it is farther than both the largest K and R. */
    readonly firstMate: Int32Array;
    readonly rPrecision: Float64Array;
    readonly averagePrecision: Float64Array;
  };
}

/** 512 x 16384 scores are 32 MB. */
const usualBlocks = { query: 512, gallery: 16384 };

/**
 * Recall@K, MAP@R and R-precision by exact search, in memory that grows with the embeddings alone. A query is never
 * its own mate. Of two rows equally near the one that comes first in the gallery is taken to be nearer.
 *
 * @throws {TrainingError} `not_finite`, naming the row, or `data_invalid` where no query has a mate
 */
export async function retrieval({
  embeddings,
  labels,
  ks = [1, 2, 4, 8],
  distance = "cosine",
  query,
  gallery,
  ort,
  signal,
  blocks = usualBlocks,
}: RetrievalInput): Promise<Retrieval> {
  if (labels.length !== embeddings.rows) throw new RangeError(`${labels.length} labels of ${embeddings.rows} rows`);
  const all = vectorsOf(embeddings, distance);
  const searched = gallery ? Int32Array.from(gallery) : Int32Array.from(labels.keys());
  const places = new Int32Array(labels.length).fill(-1);
  searched.forEach((row, place) => (places[row] = place));
  const sizes = classSizes(searched, labels);
  const matesOf = (row: number) => (sizes.get(labels[row]!) ?? 0) - (places[row]! < 0 ? 0 : 1);

  const asked = query ? Int32Array.from(query) : Int32Array.from(labels.keys());
  const rows = asked.filter((row) => matesOf(row) > 0);
  if (rows.length === 0) throw new TrainingError("data_invalid", "no query has a mate in the gallery");
  const firstMate = new Int32Array(rows.length);
  const rPrecision = new Float64Array(rows.length);
  const averagePrecision = new Float64Array(rows.length);

  const nearest = await openNearest(ort);
  try {
    const vectors = gallery ? gather(all, searched) : all;
    // Queries of small classes together: each block is ranked only as deep as its largest class needs.
    const order = Uint32Array.from(rows.keys()).toSorted((a, b) => matesOf(rows[a]!) - matesOf(rows[b]!));
    for (let start = 0; start < order.length; start += blocks.query) {
      const part = order.subarray(start, start + blocks.query);
      const selves = Int32Array.from(part, (at) => places[rows[at]!]!);
      const deepest = Math.max(...ks, ...Array.from(part, (at) => matesOf(rows[at]!)));
      const depth = Math.min(deepest, vectors.rows);
      const queries = gather(all, Int32Array.from(part, (at) => rows[at]!));
      const ranked = await rank(nearest, queries, vectors, { selves, depth, step: blocks.gallery, signal });
      part.forEach((at, i) => {
        const row = rows[at]!;
        const isMate = (place: number) => labels[searched[place]!] === labels[row];
        const ranks = mateRanks(ranked.of(i), isMate, matesOf(row));
        firstMate[at] = ranks.first;
        rPrecision[at] = ranks.rPrecision;
        averagePrecision[at] = ranks.averagePrecision;
      });
    }
  } finally {
    await nearest.close();
  }

  const recall = (k: number) => firstMate.filter((place) => place > 0 && place <= k).length / rows.length;
  return {
    recallAt: Object.fromEntries(ks.map((k) => [k, recall(k)])),
    precisionAt1: recall(1),
    rPrecision: mean(rPrecision),
    mapAtR: mean(averagePrecision),
    queries: rows.length,
    withoutMates: asked.length - rows.length,
    each: { rows, firstMate, rPrecision, averagePrecision },
  };
}

interface RankOptions {
  readonly selves: Int32Array;
  readonly depth: number;
  readonly step: number;
  readonly signal: AbortSignal | undefined;
}

async function rank(nearest: Nearest, queries: Vectors, gallery: Vectors, { selves, depth, step, signal }: RankOptions) {
  const ranked = ranking(selves, depth);
  for (let start = 0; start < gallery.rows; start += step) {
    signal?.throwIfAborted();
    const { offsets, ...part } = block(gallery, start, Math.min(start + step, gallery.rows));
    // One more, for the query itself.
    const count = Math.min(depth + 1, part.rows);
    ranked.merge(await nearest.search(queries, part, { count, ...(offsets && { offsets }) }), start);
  }
  return ranked;
}

function classSizes(rows: Int32Array, labels: Int32Array): Map<number, number> {
  const sizes = new Map<number, number>();
  for (const row of rows) sizes.set(labels[row]!, (sizes.get(labels[row]!) ?? 0) + 1);
  return sizes;
}

function mean(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
