import type { ExactIndex } from "../exact-index.ts";

/** How an exact index is written to a file and read back; `about` is kept with it, word for word. */
export interface SnapshotFiles {
  /** Replaces the file as a whole, durably. @throws if it cannot be written */
  write(index: ExactIndex, path: string, about: string): Promise<void>;
  /** @throws with a message that says what is wrong with the file */
  about(path: string): Promise<string>;
  /** Every checksum is looked at. @throws with a message that says what is wrong with the file */
  open(path: string, dimension: number): Promise<ExactIndex>;
  /** Overwrites these in the file, durably: [STO7]. @throws if they cannot be */
  scrub(path: string, labels: BigInt64Array): Promise<void>;
}
