import { Problem, type ProblemCode } from "../../core/index.ts";

/** A problem on its way between threads: structured cloning would keep the message and lose the code. */
export interface SentProblem {
  readonly code: ProblemCode;
  readonly detail: string | undefined;
  readonly reasons?: readonly string[];
}

/** What is no `Problem` is a bug or of the platform; its words are kept, for whoever must find it. */
export function sendProblem(error: unknown): SentProblem {
  if (error instanceof Problem) {
    const { code, detail, reasons } = error;
    return { code, detail, ...(reasons && { reasons }) };
  }
  return { code: "internal", detail: error instanceof Error ? `${error.name}: ${error.message}` : String(error) };
}

export function receiveProblem({ code, detail, reasons }: SentProblem): Problem {
  return new Problem(code, detail, reasons ? { reasons } : {});
}
