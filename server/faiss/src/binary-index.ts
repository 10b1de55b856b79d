import { loadAddon, type NativeBinaryIndex } from "./addon.ts";
import type { BinaryNeighbours } from "./answers.ts";
import { asked } from "./asked.ts";
import { asFaissError, settle } from "./error.ts";
import type { CallOptions } from "./faiss-index.ts";

export interface BinaryIndexOptions {
  /** Of a vector: a multiple of 8, 8 to 65536. */
  readonly bits: number;
  /** `BFlat` (the default) compares with every vector; `BIVF<n>` has to be trained; `BHNSW<M>` walks a graph. */
  readonly factory?: string;
  /** How many of the process's threads may work on one call, 1 (the default) to 256. */
  readonly threads?: number;
}

export interface BinarySearchOptions extends CallOptions {
  /** Lists of a `BIVF` that are looked through, 1 (the default) or more. */
  readonly nprobe?: number | undefined;
}

/** Vectors of bits with labels, compared by how many bits differ. Otherwise as {@link FaissIndex}. */
export interface BinaryIndex {
  readonly bits: number;
  readonly factory: string;
  readonly size: number;
  readonly trained: boolean;
  readonly bytes: number;
  /** @param vectors `n` x `bits / 8` bytes */
  train(vectors: Uint8Array, options?: CallOptions): Promise<void>;
  add(labels: BigInt64Array, vectors: Uint8Array, options?: CallOptions): Promise<void>;
  search(queries: Uint8Array, k: number, options?: BinarySearchOptions): Promise<BinaryNeighbours>;
  /** @throws {FaissError} `not_supported` for all but `BFlat` */
  remove(labels: BigInt64Array): Promise<number>;
  close(): void;
}

/** @throws {FaissError} `not_built`, `bad_argument`, `not_supported` for another factory, `out_of_memory` */
export function createBinaryIndex(options: BinaryIndexOptions): BinaryIndex {
  const native = newNative(options);
  const { bits, factory = "BFlat" } = options;
  return {
    bits,
    factory,
    get size() {
      return native.size;
    },
    get trained() {
      return native.trained;
    },
    get bytes() {
      return native.bytes;
    },
    train: (vectors, options) => asked(options, (flag) => native.train(vectors, flag)),
    add: (labels, vectors, options) => asked(options, (flag) => native.add(labels, vectors, flag)),
    search: (queries, k, options) => asked(options, (flag) => native.search(queries, k, options?.nprobe ?? 1, flag)),
    remove: (labels) => settle(() => native.remove(labels)),
    close: () => native.close(),
  };
}

function newNative(options: BinaryIndexOptions): NativeBinaryIndex {
  const { BinaryIndex } = loadAddon();
  try {
    const { bits, factory = "BFlat", threads = 1 } = options;
    return new BinaryIndex(bits, factory, threads);
  } catch (error) {
    throw asFaissError(error);
  }
}
