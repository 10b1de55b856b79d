/**
 * What a first pass reads: `f16` halves, `i8` bytes with a scale for each vector; `f32`: there is none. Answers are the
 * same: codes only rule out what cannot be in them.
 */
export type Codes = "f32" | "f16" | "i8";

export interface ScanOptions {
  /** Floats in a vector, 1 to 65536. */
  readonly dimension: number;
  /** `f32` by default. Codes take another 2 or 1 bytes for each float. */
  readonly codes?: Codes;
  /** How many of the process's threads may work on one search, 1 (the default) to 256. */
  readonly threads?: number;
}

/**
 * Labels that searches can be limited to. Their vectors are looked up at the first search, and again when the index has
 * changed, so a scope that is kept and used again is faster than one made anew.
 */
export interface Scope {
  /** Labels that were given. */
  readonly size: number;
  /** Frees the memory. Searches under way go on. */
  close(): void;
}

export interface SearchOptions {
  /** Search these alone. */
  readonly scope?: Scope | undefined;
  /** Aborted, the search ends with `cancelled` within a block of work. */
  readonly signal?: AbortSignal | undefined;
}

/** The answer to `n` queries: `n` x `k`, row after row, best first, equals in the order of their labels. */
export interface Found {
  /** -1n where there were fewer than `k`. */
  readonly labels: BigInt64Array;
  /** Inner products. NaN where there were fewer than `k`. */
  readonly scores: Float32Array;
  /** What was asked for, or the size of the index when that is less. */
  readonly k: number;
  /** Vectors that each query was compared with, in whatever way: those of the scope, or all. */
  readonly compared: number;
  /** Of all pairs of a query and a vector, those that codes did not rule out. */
  readonly reranked: number;
}

/** All above a score, for `n` queries: query `i` has rows `starts[i]` to `starts[i + 1] - 1`, best first. */
export interface FoundRanges {
  readonly starts: Uint32Array;
  readonly labels: BigInt64Array;
  readonly scores: Float32Array;
  readonly compared: number;
  readonly reranked: number;
}

/**
 * Vectors with labels in native memory, searched exactly by inner product.
 *
 * A typed array passed in is read in place: leave it as it is, and do not transfer it, until the promise settles. The
 * arrays that come back are the caller's own. Calls that are not awaited may run in any order; one that is awaited is
 * seen by all that start after it. Every failure is a `ScanError`; a call that fails has changed nothing.
 */
export interface Scan {
  /** How many vectors it holds; 0 once closed. */
  readonly size: number;
  /** Bytes of native memory for vectors, codes and labels. What is mapped from a file does not count. */
  readonly bytes: number;
  readonly dimension: number;
  readonly codes: Codes;

  /**
   * Adds a vector for each label. Labels that ascend beyond those that are there are appended, and nothing moves.
   *
   * @param labels 0 or more, in any order, none of them present yet
   * @param vectors `labels.length` x `dimension`, finite
   * @throws {ScanError} `wrong_length`, `not_finite`, `duplicate_label`, `bad_argument`, `read_only`, `closed`
   */
  add(labels: BigInt64Array, vectors: Float32Array): Promise<void>;

  /**
   * Removes the vectors with these labels, and overwrites them; labels that are not present are passed over.
   *
   * @returns how many were removed
   * @throws {ScanError} `read_only`, `closed`
   */
  remove(labels: BigInt64Array): Promise<number>;

  /** 1 for each label that is present, else 0. */
  has(labels: BigInt64Array): Promise<Uint8Array>;

  /** All, ascending. */
  labels(): Promise<BigInt64Array>;

  /** `labels.length` x `dimension`; NaN for those that are not present. */
  vectors(labels: BigInt64Array): Promise<Float32Array>;

  /**
   * Finds the `k` best for each query: exactly what comparing with every vector, or with every one of the scope, gives.
   *
   * @param queries `n` x `dimension`, finite
   * @param k 1 or more
   * @throws {ScanError} `wrong_length`, `not_finite`, `bad_argument`, `cancelled`, `closed`, `out_of_memory`
   */
  search(queries: Float32Array, k: number, options?: SearchOptions): Promise<Found>;

  /** Finds all that score `score` or more, as {@link search} does otherwise. */
  atLeast(queries: Float32Array, score: number, options?: SearchOptions): Promise<FoundRanges>;

  /**
   * A scope of these labels, which are copied. They may come in any order and more than once; those that are not
   * present are passed over, and found when they come. It may be used with any index.
   *
   * @throws {ScanError} `bad_argument`
   */
  scope(labels: BigInt64Array): Scope;

  /**
   * Writes a snapshot of what is there now, replacing the file at `path` as a whole and durably. Searches and changes
   * go on meanwhile: blocks of 4,096 vectors that change before they are written are copied.
   *
   * @param about the caller's, up to 1 MiB of UTF-8; {@link readSnapshotAbout} gives it back
   * @throws {ScanError} `io`, `bad_argument`, `closed`
   */
  write(path: string, about: string): Promise<void>;

  /**
   * Frees the native memory, which is overwritten, on a thread: at once, or when the last call still running is done
   * with it. That one settles as usual; whatever is called later fails with `closed`. May be called again.
   */
  close(): void;
}
