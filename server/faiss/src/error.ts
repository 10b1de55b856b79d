/**
 * Why a call failed.
 *
 * - `not_built`: the native addon is missing or does not load; run `npm run setup`.
 * - `bad_argument`: an argument of the wrong type or out of range, or the reserved label -1n.
 * - `wrong_length`: the floats do not divide into vectors, or not into one for each label.
 * - `not_finite`: NaN, an infinity, or a magnitude above 65504 added to an `SQfp16` index.
 * - `duplicate_label`: a label to add is already present, or comes twice in the call.
 * - `not_supported`: a factory this binding does not build, or an operation a graph index lacks.
 * - `closed`: the index was closed.
 * - `io`: a file could not be read or written.
 * - `bad_file`: a file is not a snapshot, is damaged, or is of another kind of index.
 * - `out_of_memory`: what it says; the index is as before, save that a graph index is closed.
 * - `faiss`: Faiss itself refused; the message is its own.
 */
export type FaissErrorCode =
  | "not_built"
  | "bad_argument"
  | "wrong_length"
  | "not_finite"
  | "duplicate_label"
  | "not_supported"
  | "closed"
  | "io"
  | "bad_file"
  | "out_of_memory"
  | "faiss";

/** The only kind of error that this package throws or rejects with. */
export class FaissError extends Error {
  override readonly name = "FaissError";
  readonly code: FaissErrorCode;

  constructor(code: FaissErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** What the addon threw, as a {@link FaissError}. The addon sets `code`; without one it was V8 that threw. */
export function asFaissError(thrown: unknown): FaissError {
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  const code = "code" in error && typeof error.code === "string" ? error.code : "faiss";
  return new FaissError(code as FaissErrorCode, error.message, { cause: error });
}
