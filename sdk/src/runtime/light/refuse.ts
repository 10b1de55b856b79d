import { Problem } from "../../core/index.ts";

/** What this runtime does not do is left to another, never done differently. */
export function refuse(what: string): never {
  throw new Problem("backend_unavailable", `the light runtime does not run ${what}`);
}

export function require<Value>(value: Value | undefined, what: string): Value {
  return value ?? refuse(what);
}
