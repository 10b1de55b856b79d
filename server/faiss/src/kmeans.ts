import { loadAddon } from "./addon.ts";
import type { Clusters } from "./answers.ts";
import { asked } from "./asked.ts";
import type { CallOptions } from "./faiss-index.ts";

export interface KmeansOptions extends CallOptions {
  readonly dimension: number;
  /** 1 or more, and no more than there are vectors. */
  readonly clusters: number;
  /** 25 by default. */
  readonly iterations?: number;
  /** The same clusters for the same seed and number of threads; 1234 by default, as Faiss has it. */
  readonly seed?: number;
  /** Centres of length 1, compared by inner product: for embeddings, and so by default. */
  readonly spherical?: boolean;
  /** How many threads may work on it, 1 (the default) to 256. */
  readonly threads?: number;
}

/**
 * Clusters vectors by k-means (Lloyd 1982), as Faiss does it.
 *
 * @param vectors `n` x `dimension`
 * @throws {FaissError} `not_built`, `wrong_length`, `not_finite`, `bad_argument`, `cancelled`
 */
export function kmeans(vectors: Float32Array, options: KmeansOptions): Promise<Clusters> {
  return asked(options, async (flag) => {
    const { dimension, clusters, iterations = 25, seed = 1234, spherical = true, threads = 1 } = options;
    return loadAddon().kmeans(vectors, dimension, clusters, iterations, seed, spherical, threads, flag);
  });
}
