/** A row that is to be enrolled, as it lies in a file: not looked at yet. */
export interface ImportRow {
  /** From 1. */
  readonly line: number;
  /** Who it is: JSON, or already read. */
  readonly about: string | object;
  readonly vector: Float32Array;
}

/** A file of templates, or two. */
export interface ImportRows {
  readonly rows: number;
  /** Of a vector. */
  readonly columns: number;
  /**
   * In their order, some at a time.
   *
   * @param from the first line that is wanted
   * @throws Error that says what is wrong with the file
   */
  read(from: number): AsyncGenerator<readonly ImportRow[], void, undefined>;
  close(): Promise<void>;
}

/** So many rows at a time share commits, and are in memory. */
export const inBatch = 2_000;
