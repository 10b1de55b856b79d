import type { Call } from "./known.ts";

/** The answer's version goes into the header that `If-Match` is made of (RFC 9110, section 8.8.3). */
export function versioned<Answer extends { readonly version?: string | undefined }>(c: Call, answer: Answer): Answer {
  if (answer.version !== undefined) c.header("ETag", `"${answer.version}"`);
  return answer;
}
