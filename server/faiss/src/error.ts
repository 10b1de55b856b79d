/**
 * Why a call failed.
 *
 * - `not_built`: the native addon is missing, does not load, or was built for another processor; run `npm run setup`.
 * - `bad_argument`: an argument of the wrong type or out of range, or the reserved label -1n.
 * - `wrong_length`: the values do not divide into vectors, or not into one for each label.
 * - `not_finite`: NaN, an infinity, or a magnitude that the index cannot store or sum up.
 * - `duplicate_label`: a label to add is already present, or comes twice in the call.
 * - `not_trained`: the factory names an index that has to learn first.
 * - `not_alike`: the other index is of another kind, or has learned otherwise.
 * - `not_supported`: a factory that this binding does not build, or what an index of that kind cannot do.
 * - `cancelled`: the signal was aborted; nothing has changed.
 * - `closed`: the index was closed.
 * - `io`: a file could not be read or written.
 * - `bad_file`: a file is not a snapshot, is damaged, or is of another kind of index.
 * - `out_of_memory`: what it says; the index is as before, save that IVF and HNSW, which may have stopped half way, are closed.
 * - `faiss`: Faiss itself refused; the message is its own.
 */
export type FaissErrorCode =
  | "not_built"
  | "bad_argument"
  | "wrong_length"
  | "not_finite"
  | "duplicate_label"
  | "not_trained"
  | "not_alike"
  | "not_supported"
  | "cancelled"
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
  if (thrown instanceof FaissError) return thrown;
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  const code = "code" in error && typeof error.code === "string" ? error.code : "faiss";
  return new FaissError(code as FaissErrorCode, error.message, { cause: error });
}

/** Turns what the addon throws into `FaissError`s, and throwing into rejecting. */
export async function settle<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    throw asFaissError(error);
  }
}
