import { isProblemCode, Problem, problems } from "../core/index.ts";
import type { ProblemBody } from "./schemas.ts";

/** A problem as a host answers it, RFC 9457. */
export function toProblemBody(problem: Problem, requestId = problem.requestId): ProblemBody {
  const { title } = problems[problem.code];
  return {
    type: `urn:likeness:problem:${problem.code}`,
    title,
    status: problem.status,
    code: problem.code,
    ...(problem.message !== title && { detail: problem.message }),
    ...(requestId !== undefined && { requestId }),
  };
}

/** What a host answered, as a problem again; `undefined` if it is none of ours. */
export function fromProblemBody(body: unknown): Problem | undefined {
  if (typeof body !== "object" || body === null) return undefined;
  const { code, detail, requestId } = body as Record<string, unknown>;
  if (!isProblemCode(code)) return undefined;
  return new Problem(
    code,
    typeof detail === "string" ? detail : undefined,
    typeof requestId === "string" ? { requestId } : {},
  );
}
