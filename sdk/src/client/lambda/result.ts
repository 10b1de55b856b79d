import { Problem } from "../../core/index.ts";
import { bytesOf, carried } from "./carried.ts";

/** What a function answers an HTTP request with, payload format 2.0. */
export interface LambdaResult {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly cookies?: readonly string[];
  readonly body: string;
  readonly isBase64Encoded: boolean;
}

/** Statuses whose answers have no body (WHATWG Fetch, null body status). */
const bodiless = new Set([204, 205, 304]);

export async function toResult(response: Response): Promise<LambdaResult> {
  const { body, isBase64Encoded } = carried(new Uint8Array(await response.arrayBuffer()));
  const cookies = response.headers.getSetCookie();
  return {
    statusCode: response.status,
    headers: Object.fromEntries([...response.headers].filter(([name]) => name !== "set-cookie")),
    ...(cookies.length > 0 && { cookies }),
    body,
    isBase64Encoded,
  };
}

/**
 * @param result whatever the function has answered
 * @throws Problem `unreachable` if it is no answer of payload format 2.0: then it is another function
 */
export function fromResult(result: unknown): Response {
  try {
    const { statusCode, headers, cookies = [], body, isBase64Encoded } = result as LambdaResult;
    if (!Number.isInteger(statusCode) || typeof body !== "string") throw new TypeError("it has no status, or no body");
    const answered = new Headers(headers);
    for (const cookie of cookies) answered.append("Set-Cookie", cookie);
    const bytes = bodiless.has(statusCode) ? null : bytesOf({ body, isBase64Encoded });
    return new Response(bytes, { status: statusCode, headers: answered });
  } catch (cause) {
    throw new Problem("unreachable", "what the function answered is no HTTP response of payload format 2.0", { cause });
  }
}
