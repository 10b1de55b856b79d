import { Problem, type ProblemCode } from "@likeness/sdk/core";

/**
 * What a Durable Object's method answers. An error that crosses the call from worker to object arrives as a plain
 * Error, without class or code; so an expected failure travels as a value.
 */
export type Outcome<Value> = { readonly value: Value } | { readonly code: ProblemCode; readonly detail: string };

export function outcomeOf<Value>(work: () => Value): Outcome<Value> {
  try {
    return { value: work() };
  } catch (error) {
    if (error instanceof Problem) return { code: error.code, detail: error.message };
    throw error;
  }
}

export function valueOf<Value>(outcome: Outcome<Value>): Value {
  if ("value" in outcome) return outcome.value;
  throw new Problem(outcome.code, outcome.detail);
}
