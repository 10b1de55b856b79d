import { HTTPException } from "hono/http-exception";
import type { StatusCode } from "hono/utils/http-status";
import { requestIdHeader, toProblemBody } from "../contract/index.ts";
import { Problem } from "../core/index.ts";
import type { Call } from "./known.ts";

/** Characters of a detail: what breaks the contract in a hundred places is told of the first. */
const longestDetail = 1_000;

/** A problem over HTTP (RFC 9457), with what its status wants in headers, and those that the call has got already. */
export function problemAnswer(c: Call, problem: Problem): Response {
  const requestId = c.get("requestId");
  const wait = problem.retryAfter ?? (problem.status === 503 ? 1 : undefined);
  if (wait !== undefined) c.header("Retry-After", String(Math.max(1, Math.ceil(wait))));
  if (problem.status === 401) c.header("WWW-Authenticate", "Bearer");
  c.header(requestIdHeader, requestId);
  c.header("Content-Type", "application/problem+json");
  return c.newResponse(JSON.stringify(toProblemBody(problem, requestId)), problem.status as StatusCode);
}

export function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof HTTPException) {
    // These two are what the validators throw: the body does not parse, or is not said to be JSON.
    if (error.status === 400) return new Problem("bad_json", undefined, { cause: error });
    if (error.status === 415) return new Problem("unsupported_media_type", "send application/json", { cause: error });
  }
  // What went wrong inside is for the log; the caller has the request id to ask with.
  return new Problem("internal", undefined, { cause: error });
}

/** What breaks the contract, each by its path. */
export function invalidRequest(issues: readonly { path: PropertyKey[]; message: string }[]): Problem {
  const told = issues.map(({ path, message }) => `${path.map(String).join(".") || "body"}: ${message}`).join("; ");
  return new Problem("invalid_request", told.length > longestDetail ? `${told.slice(0, longestDetail)}…` : told);
}
