/**
 * Why a call failed.
 *
 * - `not_built`: the native addon is missing or does not load; run `npm run setup`.
 * - `bad_argument`: an argument of the wrong type or out of range, or a label below 0.
 * - `wrong_length`: the floats do not divide into vectors, or not into one for each label.
 * - `not_finite`: NaN or an infinity.
 * - `duplicate_label`: a label to add is already present, or comes twice in the call.
 * - `not_supported`: kernels that this processor does not run, or codes for a mapped snapshot.
 * - `read_only`: a change to a mapped snapshot.
 * - `cancelled`: the signal was aborted.
 * - `closed`: the index or the scope was closed.
 * - `io`: a file could not be read or written.
 * - `bad_file`: a file is not a whole snapshot, or of another dimension; the message says what is wrong.
 * - `out_of_memory`: what it says, or an answer of more than 2^27 rows; the index is as before.
 * - `scan`: a bug.
 */
export type ScanErrorCode =
  | "not_built"
  | "bad_argument"
  | "wrong_length"
  | "not_finite"
  | "duplicate_label"
  | "not_supported"
  | "read_only"
  | "cancelled"
  | "closed"
  | "io"
  | "bad_file"
  | "out_of_memory"
  | "scan";

/** The only kind of error that this package throws or rejects with. */
export class ScanError extends Error {
  override readonly name = "ScanError";
  readonly code: ScanErrorCode;

  constructor(code: ScanErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/**
 * What was thrown, as a {@link ScanError}. The addon sets `code`; without one it was V8 that threw, and where that is a
 * TypeError an argument was not what it is declared to be.
 */
export function asScanError(thrown: unknown): ScanError {
  if (thrown instanceof ScanError) return thrown;
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  const otherwise = error instanceof TypeError ? "bad_argument" : "scan";
  const code = "code" in error && typeof error.code === "string" ? error.code : otherwise;
  return new ScanError(code as ScanErrorCode, error.message, { cause: error });
}
