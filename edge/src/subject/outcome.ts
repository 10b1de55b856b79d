import { Problem, type ProblemCode } from "@likeness/sdk/core";

/**
 * What a Durable Object's method answers. An error that crosses the call from worker to object arrives as a plain
 * Error, without class or code; so an expected failure travels as a value.
 */
export type Outcome<Value> =
  | { readonly value: Value }
  | { readonly code: ProblemCode; readonly detail: string | undefined; readonly retryAfter: number | undefined };

export async function outcomeOf<Value>(work: () => Value | Promise<Value>): Promise<Outcome<Value>> {
  try {
    return { value: await work() };
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return { code: error.code, detail: error.detail, retryAfter: error.retryAfter };
  }
}

/** @throws Problem */
export function valueOf<Value>(outcome: Outcome<Value>): Value {
  if ("value" in outcome) return outcome.value;
  const { code, detail, retryAfter } = outcome;
  throw new Problem(code, detail, retryAfter === undefined ? {} : { retryAfter });
}
