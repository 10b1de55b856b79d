/**
 * - `changed`: it does not say what it said, or it is not the one that the next was written after.
 * - `missing`: it is not there, though the entries or the head tell of it.
 * - `inserted`: it was put in, or added behind the signed end.
 * - `reordered`: it stands after one that came later.
 * - `wrong_head`: the head is not signed by the host, or not over these entries.
 * - `rewritten`: an earlier export has it otherwise, so the host has signed two histories. After an erasure a subject's
 *   log begins anew, and looks so too: the receipt of the erasure has the end of the old one.
 */
export type LogFault = "changed" | "missing" | "inserted" | "reordered" | "wrong_head" | "rewritten";

/** Where a log does not hold. */
export interface LogFinding {
  readonly fault: LogFault;
  /** The entry's number, 0 where it has none; of the head the last entry's. */
  readonly sequence: number;
  /** For people. */
  readonly detail: string;
}
