import { AddonIndex } from "./addon-index.ts";
import { loadAddon } from "./addon.ts";
import { asFaissError } from "./error.ts";
import type { FaissIndex, IndexOptions, Simd } from "./faiss-index.ts";

export { FaissError } from "./error.ts";
export type { FaissErrorCode } from "./error.ts";
export type { FaissIndex, IndexOptions, Metric, Neighbours, Simd } from "./faiss-index.ts";

/**
 * An empty index.
 *
 * @throws {FaissError} `not_built`, `bad_argument`, `not_supported` for another factory, `out_of_memory`
 */
export function createIndex(options: IndexOptions): FaissIndex {
  const { dimension, factory = "Flat", metric = "ip", threads = 1 } = options;
  const { Index } = loadAddon();
  try {
    return new AddonIndex(new Index(dimension, factory, metric, threads));
  } catch (error) {
    throw asFaissError(error);
  }
}

/**
 * The version of Faiss, such as `1.7.3`.
 *
 * @throws {FaissError} `not_built`
 */
export function faissVersion(): string {
  return loadAddon().faissVersion();
}

/**
 * What the vector arithmetic runs on, to be shown to an operator.
 *
 * @throws {FaissError} `not_built`
 */
export function simd(): Simd {
  return loadAddon().simd();
}
