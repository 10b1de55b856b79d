/** What a snapshot says of itself. */
export interface SnapshotAbout {
  /** What was given to `write`. */
  readonly about: string;
  readonly dimension: number;
  /** Vectors as they were written; what was scrubbed since counts. */
  readonly size: number;
  /** Of the format. */
  readonly version: number;
}
