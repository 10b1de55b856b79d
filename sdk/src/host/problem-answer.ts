import { HTTPException } from "hono/http-exception";
import type { StatusCode } from "hono/utils/http-status";
import { requestIdHeader, toProblemBody } from "../contract/index.ts";
import { Problem, type ProblemCode } from "../core/index.ts";
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

/** What has a status of failures and is none: a host that is asked for too much, or by somebody who did not wait. */
const unfailing: ReadonlySet<ProblemCode> = new Set(["overloaded", "deadline_passed"]);

/** Whether it is for the log: a bug or an outage. */
export const isFailure = ({ status, code }: Problem): boolean => status >= 500 && !unfailing.has(code);

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

/** What breaks the contract, each by its path. A filter that breaks it is one that nobody can answer: [FIL2]. */
export function invalidRequest(issues: readonly { path: PropertyKey[]; message: string }[], whole = "body"): Problem {
  const told = issues.map(({ path, message }) => `${path.map(String).join(".") || whole}: ${message}`).join("; ");
  const code = issues.every(({ path }) => path[0] === "filter") ? "unknown_filter" : "invalid_request";
  return new Problem(code, told.length > longestDetail ? `${told.slice(0, longestDetail)}…` : told);
}
