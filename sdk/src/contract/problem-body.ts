import { isProblemCode, Problem } from "../core/index.ts";
import type { ProblemBody } from "./messages.ts";

/** A problem as a host answers it, RFC 9457. */
export function toProblemBody(problem: Problem, requestId = problem.requestId): ProblemBody {
  const { code, title, status, detail } = problem;
  return {
    type: `urn:likeness:problem:${code}`,
    title,
    status,
    code,
    ...(detail !== undefined && { detail }),
    ...(requestId !== undefined && { requestId }),
  };
}

/**
 * What a host answered, as a problem again; `undefined` if it is none of ours.
 *
 * @param retryAfter seconds, as the answer's header has them
 */
export function fromProblemBody(body: unknown, retryAfter?: number): Problem | undefined {
  if (typeof body !== "object" || body === null) return undefined;
  const { code, detail, requestId } = body as Record<string, unknown>;
  if (!isProblemCode(code)) return undefined;
  return new Problem(
    code,
    typeof detail === "string" ? detail : undefined,
    { ...(typeof requestId === "string" && { requestId }), ...(retryAfter !== undefined && { retryAfter }) },
  );
}
