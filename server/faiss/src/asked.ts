import { cancellable, type Flag } from "../../addon/src/cancellable.ts";
import { settle } from "./error.ts";
import type { CallOptions } from "./faiss-index.ts";

/** A call that the signal in the options can stop; what it fails with is a `FaissError`. */
export function asked<T>(options: CallOptions | undefined, call: (flag?: Flag) => Promise<T>): Promise<T> {
  return settle(() => cancellable(options?.signal, call));
}
