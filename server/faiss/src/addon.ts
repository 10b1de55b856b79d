import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

import { FaissError } from "./error.ts";
import type { Metric, Neighbours, Simd } from "./faiss-index.ts";

/** `Index` of native/index_object.h. Every failure is thrown, or rejected with, as an Error with a `code`. */
export interface NativeIndex {
  readonly size: number;
  readonly dimension: number;
  readonly trained: boolean;
  readonly bytes: number;
  add(labels: BigInt64Array, vectors: Float32Array): Promise<void>;
  search(queries: Float32Array, k: number): Promise<Neighbours>;
  remove(labels: BigInt64Array): Promise<number>;
  write(path: string): Promise<void>;
  read(path: string): Promise<void>;
  close(): void;
}

/** What native/addon.cc exports. */
export interface Addon {
  readonly Index: new (dimension: number, factory: string, metric: Metric, threads: number) => NativeIndex;
  faissVersion(): string;
  simd(): Simd;
}

const builtFile = fileURLToPath(new URL("../build/faiss.node", import.meta.url));

/**
 * Loads the addon. Not done on import, so that a server that does without Faiss starts without it.
 * `require` keeps what it loaded.
 *
 * @throws {FaissError} `not_built`
 */
export function loadAddon(file: string = builtFile): Addon {
  if (!existsSync(file)) throw new FaissError("not_built", `${file} is missing: run \`npm run setup\``);
  try {
    return createRequire(import.meta.url)(file) as Addon;
  } catch (error) {
    throw new FaissError("not_built", `${file} does not load: run \`npm run setup\``, { cause: error });
  }
}
