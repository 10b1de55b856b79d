import type { NeighbourRanges, Neighbours } from "./answers.ts";

/** `ip`: inner product, the highest score is the nearest. `l2`: squared distance, the lowest is. */
export type Metric = "ip" | "l2";

export interface IndexOptions {
  /** Floats in a vector, 1 to 65536. */
  readonly dimension: number;
  /**
   * As for `faiss::index_factory` (https://github.com/facebookresearch/faiss/wiki/The-index-factory), within
   * `[PCA<d>,|PCAR<d>,|RR<d>,|OPQ<m>[_<d>],] codes | HNSW<M>[,codes] | IVF<n>[_HNSW<M>],codes`, with `Flat`, `SQ4`, `SQ6`,
   * `SQ8`, `SQfp16` or `PQ<m>` for codes. `Flat` by default. The README says what each can do.
   */
  readonly factory?: string;
  /** `ip` by default. */
  readonly metric?: Metric;
  /** How many of the process's threads may work on one call, 1 (the default) to 256. */
  readonly threads?: number;
  /** The CUDA device to keep it on, in halves; undefined: in memory. */
  readonly device?: number | undefined;
}

export interface CallOptions {
  /** Aborted, the call ends with `cancelled`: before it has changed anything, or not at all. */
  readonly signal?: AbortSignal | undefined;
}

export interface RangeOptions extends CallOptions {
  /** Lists of an IVF that are looked through, 1 (the default) or more. */
  readonly nprobe?: number | undefined;
  /** Search these alone; those that are not present are passed over. */
  readonly within?: BigInt64Array | undefined;
}

export interface SearchOptions extends RangeOptions {
  /** How many an HNSW follows, 16 by default; no fewer than `k`. */
  readonly efSearch?: number | undefined;
}

/**
 * Vectors with labels, searched by Faiss in native memory.
 *
 * A typed array passed in is read in place: leave it as it is, and do not transfer it, until the promise settles. The
 * arrays that come back are the caller's own. Calls that are not awaited may run in any order; one that is awaited is
 * seen by all that start after it. Every failure is a `FaissError`; a call that fails has changed nothing.
 */
export interface FaissIndex {
  readonly dimension: number;
  readonly factory: string;
  /** How many vectors it holds; 0 once closed. */
  readonly size: number;
  /** Whether it has learned what it has to; true from the start where there is nothing to learn. */
  readonly trained: boolean;
  /** Bytes of memory in use, for vectors, codes and labels; not what is on a device. */
  readonly bytes: number;

  /**
   * Learns lists and codes. What was learned before is forgotten; an index that holds vectors learns no more.
   *
   * @param vectors `n` x `dimension`; no fewer than there are lists, and 256 for PQ
   * @throws {FaissError} `wrong_length`, `not_finite`, `not_supported`, `cancelled`, `closed`, `faiss`
   */
  train(vectors: Float32Array, options?: CallOptions): Promise<void>;

  /** Becomes what has learned the same as `other`, of the same kind; not for HNSW. */
  learnFrom(other: FaissIndex): Promise<void>;

  /**
   * Adds a vector for each label.
   *
   * @param labels any 64-bit integers but -1n, none of them present yet
   * @param vectors `labels.length` x `dimension`
   * @throws {FaissError} `wrong_length`, `not_finite`, `duplicate_label`, `not_trained`, `bad_argument`, `cancelled`, `closed`
   */
  add(labels: BigInt64Array, vectors: Float32Array, options?: CallOptions): Promise<void>;

  /**
   * Finds the `k` nearest vectors to each query. Among equal scores the order is not defined.
   *
   * @param queries `n` x `dimension`
   * @param k 1 or more
   * @throws {FaissError} `wrong_length`, `not_finite`, `not_trained`, `bad_argument`, `cancelled`, `closed`; `not_supported`
   * for `within` where it would have to be ignored: on a device, and for PQ without lists
   */
  search(queries: Float32Array, k: number, options?: SearchOptions): Promise<Neighbours>;

  /**
   * Finds all with a score above `radius` (`ip`), or below it (`l2`). For `Flat` and IVF in memory.
   *
   * @throws {FaissError} as {@link search}; `out_of_memory` for more than 2^32-1 of them
   */
  searchRange(queries: Float32Array, radius: number, options?: RangeOptions): Promise<NeighbourRanges>;

  /**
   * Removes the vectors with these labels, and overwrites them; labels that are not present are passed over.
   *
   * @returns how many were removed
   * @throws {FaissError} `not_supported` for HNSW and on a device, `bad_argument`, `closed`
   */
  remove(labels: BigInt64Array): Promise<number>;

  /** 1 for each label that is present, else 0. */
  has(labels: BigInt64Array): Promise<Uint8Array>;

  /** What the index keeps of them, `labels.length` x `dimension`; NaN for those that are not present. */
  reconstruct(labels: BigInt64Array): Promise<Float32Array>;

  /**
   * Takes all that `other` holds, which is then empty.
   *
   * @throws {FaissError} `not_alike` unless both have learned the same, `duplicate_label`, `not_supported`, `closed`
   */
  merge(other: FaissIndex): Promise<void>;

  /**
   * Writes a snapshot, replacing the file at `path` as a whole and durably. It is made in memory first, so changes do not
   * wait for the disk.
   *
   * @throws {FaissError} `io`, `not_supported`, `bad_argument`, `closed`
   */
  write(path: string): Promise<void>;

  /**
   * Replaces all it holds with a snapshot of the same dimension, factory and metric. Damage is found by a checksum; a file
   * that somebody has made to do harm is not.
   *
   * @throws {FaissError} `io`, `bad_file`, `not_supported`, `bad_argument`, `closed`
   */
  read(path: string): Promise<void>;

  /**
   * Frees the native memory on a thread: at once, or when the last call still running is done with it. That one settles
   * as usual; whatever is called later fails with `closed`. May be called again.
   */
  close(): void;
}
