/** `ip`: inner product, the highest score is the nearest. `l2`: squared distance, the lowest is. */
export type Metric = "ip" | "l2";

export interface IndexOptions {
  /** Floats in a vector, 1 to 65536. */
  readonly dimension: number;
  /**
   * `Flat` (the default) compares with every vector, exactly. `SQfp16` does too, in half the memory and to
   * half precision. `HNSW<M>`, M from 2 to 256, walks a graph of M links a vector: fast, approximate, and
   * without `remove`, `write` and `read`. With `ip`, give it vectors of one length: the longest ones attract
   * all links otherwise, and adding takes ever longer.
   */
  readonly factory?: "Flat" | "SQfp16" | `HNSW${number}` | `HNSW${number},Flat`;
  /** `ip` by default. */
  readonly metric?: Metric;
  /**
   * OpenMP threads for one operation, 1 (the default) to 256. More of them build a graph sooner and share out
   * a batch of queries; a single query runs on one. Searches run side by side whatever it says.
   */
  readonly threads?: number;
}

/** The answer to `n` queries. */
export interface Neighbours {
  /** `n` x `k`, row after row, the nearest first. `l2` scores are squared distances. */
  readonly scores: Float32Array;
  /**
   * `n` x `k`, the label for each score. An approximate index may find fewer than `k`, and an exact one does
   * when scores overflow to infinity: the slots left over have the label -1n and a score without meaning.
   */
  readonly labels: BigInt64Array;
  /** What was asked for, or the size of the index when that is less. */
  readonly k: number;
}

/** What the process computes with. */
export interface Simd {
  /** What Faiss says it was compiled for, such as `OPTIMIZE AVX2`; Debian's is `OPTIMIZE GENERIC`. */
  readonly library: string;
  /** What the processor offers, such as `avx2`. Faiss may well use less. */
  readonly cpu: readonly string[];
  /** The kernels OpenBLAS chose, such as `Haswell`; `Flat` searches run on them. Null with another BLAS. */
  readonly blas: string | null;
}

/**
 * Vectors with labels, searched by Faiss in native memory.
 *
 * A typed array passed in is read in place: leave it as it is, and do not transfer it, until the promise
 * settles. The arrays that come back are the caller's own. Every failure is a `FaissError`; a call that fails
 * has changed nothing.
 */
export interface FaissIndex {
  /** How many vectors it holds; 0 once closed. */
  readonly size: number;
  /** Floats in a vector. */
  readonly dimension: number;
  /** Always true so far: none of the factories has to be trained. */
  readonly trained: boolean;
  /** Bytes of native memory in use, for vectors and labels; vectors that grow hold up to twice it. */
  readonly bytes: number;

  /**
   * Adds a vector for each label.
   *
   * @param labels any 64-bit integers but -1n, none of them present yet
   * @param vectors `labels.length` x `dimension`
   * @throws {FaissError} `wrong_length`, `not_finite`, `duplicate_label`, `bad_argument`, `closed`
   */
  add(labels: BigInt64Array, vectors: Float32Array): Promise<void>;

  /**
   * Finds the `k` nearest vectors to each query. Among equal scores the order is not defined.
   *
   * @param queries `n` x `dimension`
   * @param k 1 or more
   * @throws {FaissError} `wrong_length`, `not_finite`, `bad_argument`, `closed`
   */
  search(queries: Float32Array, k: number): Promise<Neighbours>;

  /**
   * Removes the vectors with these labels; labels that are not present are passed over.
   *
   * @returns how many were removed
   * @throws {FaissError} `not_supported` for a graph index, `bad_argument`, `closed`
   */
  remove(labels: BigInt64Array): Promise<number>;

  /**
   * Writes a snapshot, replacing the file at `path` as a whole.
   *
   * @throws {FaissError} `io`, `not_supported` for a graph index, `bad_argument`, `closed`
   */
  write(path: string): Promise<void>;

  /**
   * Replaces all it holds with a snapshot, of the same dimension, factory and metric. Only for files of one's
   * own: lengths and labels are checked, what the vectors say is not.
   *
   * @throws {FaissError} `io`, `bad_file`, `not_supported` for a graph index, `bad_argument`, `closed`
   */
  read(path: string): Promise<void>;

  /**
   * Frees the native memory: at once, or when the last operation still running is done with it. That one
   * settles as usual; whatever is called later fails with `closed`. May be called again.
   */
  close(): void;
}
