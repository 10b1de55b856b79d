import { Problem } from "../core/index.ts";

/** Whatever was thrown, as people are told of it; what is no `Problem` is a bug, and is the `cause` of `internal`. */
export function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  return new Problem("internal", error instanceof Error ? error.message : String(error), { cause: error });
}
