/**
 * What tells that a file at a server is still the same: its ETag if that is a strong one, else its date. A weak ETag
 * says that two files mean the same, not that they have the same bytes (RFC 9110, 8.8.1), so no range may be joined
 * by it. Empty if the server gives neither, or hides them from this page (CORS).
 */
export function validatorOf(headers: Headers): string {
  const tag = headers.get("etag");
  return tag && !tag.startsWith("W/") ? tag : (headers.get("last-modified") ?? "");
}

/** RFC 9110, 14.4: `bytes 100-199/1000`, or `*` for a length that is not known. */
export function contentRange(headers: Headers): { from: number; total: number | undefined } | undefined {
  const match = /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(headers.get("content-range") ?? "");
  return match ? { from: Number(match[1]), total: match[2] === "*" ? undefined : Number(match[2]) } : undefined;
}

/** The length of the file that an answer holds from its beginning, where it is said and is that of what is read. */
export function contentLength(headers: Headers): number | undefined {
  const length = headers.get("content-length");
  return length === null || headers.has("content-encoding") ? undefined : Number(length);
}
