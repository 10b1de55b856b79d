import type { z } from "zod";
import { problemBody, routes } from "@likeness/sdk/contract";
import type { FuzzCall } from "./requests.ts";
import type { WireAnswer } from "./actor.ts";

interface Declared {
  readonly content?: Readonly<Record<string, { readonly schema: z.ZodType }>>;
}

/**
 * Whether an answer is one that [LIM3] and the contract allow: JSON or problem+json, as declared, and never 500.
 *
 * @returns what is wrong with it
 */
export function faultOf(
  { operation }: Pick<FuzzCall, "operation">,
  { status, type, text }: WireAnswer,
): string | undefined {
  if (status >= 500) return `${status}: ${text}`;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return `${status}: no JSON: ${text.slice(0, 200)}`;
  }
  const isProblem = status >= 400;
  const expected = isProblem ? "application/problem+json" : "application/json";
  if (type?.split(";")[0] !== expected) return `${status}: it is ${type}, not ${expected}`;
  if (isProblem) {
    const problem = problemBody.safeParse(value);
    if (!problem.success) return `${status}: no problem: ${problem.error.message}`;
    // What was spoilt in the path is another route, or none.
    if (problem.data.code === "not_found") return status === 404 ? undefined : `${status} for not_found`;
    if (problem.data.status !== status) return `${status}: its body says ${problem.data.status}`;
  }
  if (operation === undefined) return undefined;
  const declared = (routes[operation].responses as Record<number, Declared | undefined>)[status];
  if (!declared) return `${status} is not declared for ${operation}: ${text.slice(0, 300)}`;
  const answer = declared.content?.[expected]?.schema.safeParse(value);
  return answer?.success === false ? `${status}: not as declared: ${answer.error.message}` : undefined;
}

/** What everything inherits, to see whether anything that was sent has reached it. */
export function prototypes(): string {
  const own = [Object, Array, String, Number, Function, Promise].map(({ name, prototype }) => [
    name,
    Reflect.ownKeys(prototype as object).map(String),
  ]);
  return JSON.stringify(own);
}
