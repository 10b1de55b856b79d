import { HTTPException } from "hono/http-exception";
import { requestIdHeader, toProblemBody } from "../contract/index.ts";
import { Problem } from "../core/index.ts";

/** Characters of a detail: what breaks the contract in a hundred places is told of the first. */
const longestDetail = 1_000;

/** A problem over HTTP (RFC 9457), with what its status wants in headers. */
export function problemAnswer(problem: Problem, requestId: string): Response {
  const headers = new Headers({ "Content-Type": "application/problem+json", [requestIdHeader]: requestId });
  const wait = problem.retryAfter ?? (problem.status === 503 ? 1 : undefined);
  if (wait !== undefined) headers.set("Retry-After", String(Math.max(1, Math.ceil(wait))));
  if (problem.status === 401) headers.set("WWW-Authenticate", "Bearer");
  return Response.json(toProblemBody(problem, requestId), { status: problem.status, headers });
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
