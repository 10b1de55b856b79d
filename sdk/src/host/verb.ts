// Hono routes by whole segments, so `ada:verify` would be one parameter. Both the request's path and the
// route's are read as if the verb were a segment of its own; the contract and its document keep the colon.

/** `/v1/…/ada:verify` is routed as `/v1/…/ada/@verify`, and what is written so is not. */
export function pathWithVerb(path: string): string {
  return path.replaceAll("/@", "/@@").replace(/:([a-z]+)$/, "/@$1");
}

/**
 * The path of a request's address, as it is written there: runtimes give addresses whole and normalised, so that nothing
 * of it has to be parsed.
 */
export function pathOf(url: string): string {
  const path = pathWithQuery(url);
  const query = path.indexOf("?");
  return query === -1 ? path : path.slice(0, query);
}

export function pathWithQuery(url: string): string {
  return url.slice(url.indexOf("/", url.indexOf("://") + 3));
}
