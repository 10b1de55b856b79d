import { Problem } from "../../core/index.ts";
import { bytesOf, carried } from "./carried.ts";

/**
 * An HTTP request as Function URLs and HTTP APIs give it to a function, payload format 2.0
 * (https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html#urls-payloads); what is needed of it.
 */
export interface LambdaEvent {
  readonly version: "2.0";
  readonly rawPath: string;
  /** Without the `?`. */
  readonly rawQueryString: string;
  readonly cookies?: readonly string[];
  /** By their names in small letters; several of one name with commas. */
  readonly headers: Readonly<Record<string, string>>;
  readonly requestContext: {
    readonly domainName: string;
    readonly http: { readonly method: string; readonly path: string };
  };
  readonly body?: string;
  readonly isBase64Encoded: boolean;
}

export async function toEvent(request: Request): Promise<LambdaEvent> {
  const { hostname, pathname, search } = new URL(request.url);
  const { body, isBase64Encoded } = carried(new Uint8Array(await request.arrayBuffer()));
  return {
    version: "2.0",
    rawPath: pathname,
    rawQueryString: search.slice(1),
    headers: Object.fromEntries(request.headers),
    requestContext: { domainName: hostname, http: { method: request.method, path: pathname } },
    ...(body !== "" && { body }),
    isBase64Encoded,
  };
}

/**
 * @param event whatever the function was invoked with
 * @throws Problem `invalid_request` if it is no request of payload format 2.0
 */
export function fromEvent(event: unknown): Request {
  try {
    const { rawPath, rawQueryString, cookies, headers, requestContext, body, isBase64Encoded } = event as LambdaEvent;
    const { domainName, http } = requestContext;
    if (!rawPath.startsWith("/")) throw new TypeError("its path does not begin with /");
    const query = rawQueryString ? `?${rawQueryString}` : "";
    const sent = new Headers(headers);
    if (cookies) sent.set("Cookie", cookies.join("; "));
    // Fetch wants none with these (WHATWG Fetch, the Request constructor).
    const hasBody = body !== undefined && http.method !== "GET" && http.method !== "HEAD";
    return new Request(`https://${domainName}${rawPath}${query}`, {
      method: http.method,
      headers: sent,
      ...(hasBody && { body: bytesOf({ body, isBase64Encoded }) }),
    });
  } catch (cause) {
    throw new Problem("invalid_request", "the event is no HTTP request of payload format 2.0", { cause });
  }
}
