import { filter as filterSchema, type Filter } from "../contract/index.ts";
import { fromBase64Url, Problem, toBase64Url } from "../core/index.ts";
import { invalidRequest } from "./problem-answer.ts";

/** A place in a list, that says nothing to who is given it: names may be continued from in another way one day. */
export const cursorOf = (name: string): string => toBase64Url(new TextEncoder().encode(name));

/** @throws Problem `invalid_request` */
export function nameOf(cursor: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(fromBase64Url(cursor));
  } catch (cause) {
    throw new Problem("invalid_request", "cursor: it is none that was given", { cause });
  }
}

/** @throws Problem `unknown_filter` */
export function filterIn(text: string): Filter {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new Problem("unknown_filter", "filter: it is not JSON", { cause });
  }
  const read = filterSchema.safeParse(value);
  if (read.success) return read.data;
  throw invalidRequest(read.error.issues.map((issue) => ({ ...issue, path: ["filter", ...issue.path] })));
}
